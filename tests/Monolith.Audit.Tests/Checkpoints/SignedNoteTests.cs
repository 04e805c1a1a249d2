using System.Security.Cryptography;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Tests.Checkpoints;

public sealed class SignedNoteTests
{
    private const string Origin = "logs.example.org/audit/t1";

    // Signed with OpenSSL by a key that was made for this: ECDSA has no one signature of a text, so the bytes were written once.
    private const string Golden =
        "logs.example.org/audit/t1\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        + "\u2014 logs.example.org/audit/t1 ISbYSzBFAiBQ2K7g4bybXyGZ4p0I/2nJYORAWl1dil+ShYqnfpkpJwIhAMcIjSGYn8KP3gKqhT/s6mhnmo4AZVCY2J62bCBa1im4\n";

    private const string GoldenKey =
        "logs.example.org/audit/t1+2126d84b+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPvjZhp5Out05CEeacU6TjYji+24Aaa3pX+mNJjGkEXzPxOv60la4FHfFIQmll38Yj9/64SFwQ7PTZWJxz+ddVo=";

    [Fact]
    public void A_checkpoint_that_another_program_signed_is_read_verified_and_written_byte_for_byte()
    {
        var checkpoint = Checkpoint.Parse(Golden);

        Assert.Equal((Origin, 20852163L), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", checkpoint.Root.ToString());
        Assert.True(checkpoint.Note!.IsSignedBy(NoteKey.Parse(GoldenKey)));
        Assert.Equal(Golden, checkpoint.Note.ToString());
        Assert.Equal(GoldenKey, NoteKey.Parse(GoldenKey).ToString());
    }

    [Fact]
    public void The_example_of_the_specification_is_read_and_its_unknown_kind_of_signature_passed_over()
    {
        const string Note =
            "This is an example message.\n\n"
            + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

        var note = SignedNote.Parse(Note);

        Assert.Equal("This is an example message.\n", note.Text);
        Assert.Equal(("example.com/foo", 0x530d903aU), (note.Signatures[0].Name, note.Signatures[0].KeyId));
        Assert.Equal(Note, note.ToString());
        using var signer = EcdsaSigner.Make("example.com/foo");
        Assert.False(note.IsSignedBy(signer.Key));
    }

    [Fact]
    public void What_was_signed_is_verified_with_its_key_alone()
    {
        using var signer = EcdsaSigner.Make(Origin);
        using var other = EcdsaSigner.Make(Origin);
        var text = new Checkpoint(Origin, 7, MerkleHash.Empty).Text;

        var note = SignedNote.Parse(signer.Sign(text).ToString());

        Assert.True(note.IsSignedBy(NoteKey.Parse(signer.Key.ToString())));
        Assert.False(note.IsSignedBy(other.Key));
        Assert.True(note.With(other.Sign(text).Signatures[0]).IsSignedBy(signer.Key));
        Assert.Throws<FormatException>(() => (note with { Text = text.Replace('7', '8') }).IsSignedBy(signer.Key));
    }

    [Fact]
    public void The_id_of_a_key_is_the_beginning_of_its_hash()
    {
        using var signer = EcdsaSigner.Make(Origin);
        var hash = Convert.ToHexStringLower(SHA256.HashData(signer.Key.PublicKey.Span));

        Assert.StartsWith($"{Origin}+{hash[..8]}+", signer.Key.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n1\nx\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n")]
    [InlineData("o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 o AAAAAAE=\n")]
    [InlineData("o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 o AAAAAAE=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n\n\u2014 o AAAAAAE=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n\n\u2014 o AAAAAAE=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 o AAAA\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n- o AAAAAAE=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 o AAAAAAE=")]
    [InlineData("o\r\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 o AAAAAAE=\n")]
    public void What_is_no_checkpoint_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Theory]
    [InlineData("logs.example.org")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("o+00000000+AgAA")]
    public void What_is_no_key_of_this_kind_is_refused(string text) =>
        Assert.Throws<FormatException>(() => NoteKey.Parse(text));
}
