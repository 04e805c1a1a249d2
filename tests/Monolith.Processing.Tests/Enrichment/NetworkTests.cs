using System.Net;
using Monolith.Platform.Signals;
using Monolith.Processing.Enrichment.GeoIp;
using Monolith.Processing.Enrichment.Network;
using static Monolith.Processing.Tests.Enrichment.EnrichWorld;

namespace Monolith.Processing.Tests.Enrichment;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("10.1.2.3", "private")]
    [InlineData("172.16.0.1:4711", "private")]
    [InlineData("172.32.0.1", "public")]
    [InlineData("192.168.7.7", "private")]
    [InlineData("169.254.1.1", "link_local")]
    [InlineData("100.64.0.1", "cgnat")]
    [InlineData("100.128.0.1", "public")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("198.51.100.7", "documentation")]
    [InlineData("203.0.113.9, 10.0.0.1", "documentation")]
    [InlineData("8.8.8.8", "public")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("::1", "loopback")]
    [InlineData("::", "unspecified")]
    [InlineData("fe80::1%eth0", "link_local")]
    [InlineData("fd00::1", "private")]
    [InlineData("[2001:db8::1]:443", "documentation")]
    [InlineData("2606:4700::1111", "public")]
    [InlineData("::ffff:10.0.0.1", "private")]
    public void An_address_is_of_a_network(string address, string network) =>
        Assert.Equal(
            [$"client.network={network}"],
            Attributes(new EnrichWorld().Apply(new LogRecord { ClientAddress = Bytes(address) }))
        );

    [Theory]
    [InlineData("unknown")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.400")]
    [InlineData("1:2:3")]
    [InlineData("1::2::3")]
    [InlineData("12345::1")]
    [InlineData(":::::::::")]
    public void What_is_no_address_is_of_none(string text) =>
        Assert.Empty(Attributes(new EnrichWorld().Apply(new LogRecord { ClientAddress = Bytes(text) })));

    [Fact]
    public void Addresses_are_read_as_the_platform_reads_them()
    {
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[round % 2 == 0 ? 4 : 16];
            random.NextBytes(bytes);
            bytes.AsSpan(random.Next(bytes.Length)).Clear();
            var address = new IPAddress(bytes);

            Assert.True(AddressText.TryRead(Bytes(address.ToString()).Span, out var read), address.ToString());
            Assert.Equal(address.MapToIPv6(), new IPAddress(ToBytes(read)));
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void The_country_of_a_public_address_comes_from_the_operators_file(int recordBits)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "countries.mmdb");
        var writer = new MaxMindWriter();
        writer.Add("81.2.69.0/24", "GB");
        writer.Add("2a02:d280::/32", "CZ");
        File.WriteAllBytes(path, writer.ToBytes(recordBits));
        var world = new EnrichWorld(geoIp: path);

        string[] Read(string address) => Attributes(world.Apply(new LogRecord { ClientAddress = Bytes(address) }));

        Assert.Equal(["client.network=public", "client.geo.country_iso_code=GB"], Read("81.2.69.142"));
        Assert.Equal(["client.network=public", "client.geo.country_iso_code=CZ"], Read("2a02:d280:7::1"));
        Assert.Equal(["client.network=public"], Read("81.2.70.1"));
        Assert.Equal(["client.network=private"], Read("10.0.0.1"));
    }

    [Fact]
    public void A_broken_file_of_countries_finds_nothing_and_never_throws_once_it_is_read()
    {
        var writer = new MaxMindWriter();
        writer.Add("81.2.69.0/24", "GB");
        writer.Add("2a02:d280::/32", "CZ");
        var whole = writer.ToBytes(24);
        var random = new Random(7);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(20); i >= 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var file = MaxMindFile.Read(bytes);
                AddressText.TryRead("81.2.69.142"u8, out var v4);
                AddressText.TryRead("2a02:d280:7::1"u8, out var v6);
                Assert.InRange(file.CountryOf(v4).Length + file.CountryOf(v6).Length, 0, bytes.Length * 2);
            }
            catch (InvalidDataException)
            {
                // It was not read, and says so.
            }
        }
    }

    [Fact]
    public void A_file_that_is_none_is_refused_when_it_is_read() =>
        Assert.Throws<InvalidDataException>(() => MaxMindFile.Read("countries"u8.ToArray()));

    private static byte[] ToBytes(UInt128 address)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return bytes;
    }
}
