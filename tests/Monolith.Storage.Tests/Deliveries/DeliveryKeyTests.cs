using Monolith.Storage.Deliveries;

namespace Monolith.Storage.Tests.Deliveries;

public sealed class DeliveryKeyTests
{
    // As OpenSSL computes it, with the key 00 01 02 … 0f and the name 00 01 02 …
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    public void Ids_are_those_of_SipHash(int length, string expected)
    {
        var key = DeliveryKey.Read(Count(16));
        var id = new byte[16];

        key.IdOf(Count(length)).Write(id);

        Assert.Equal(expected, Convert.ToHexString(id));
    }

    [Fact]
    public void A_folder_keeps_its_key_and_no_other_folder_has_it()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();

        var key = DeliveryKey.OpenOrCreate(folder.Path);

        Assert.Equal(key, DeliveryKey.OpenOrCreate(folder.Path));
        Assert.NotEqual(key, DeliveryKey.OpenOrCreate(other.Path));
    }

    [Fact]
    public void A_key_that_is_cut_off_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var key = DeliveryKey.OpenOrCreate(folder.Path);
        File.WriteAllBytes(folder.File("deliveries.key"), Count(15));

        var next = DeliveryKey.OpenOrCreate(folder.Path);

        Assert.NotEqual(key, next);
        Assert.Equal(next, DeliveryKey.OpenOrCreate(folder.Path));
    }

    private static byte[] Count(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
