namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The user and the password in a URL (<c>amqp://user:password@host</c>), from its <c>@</c>.</summary>
internal static class UrlDetector
{
    private const int MaxUserInfo = 256;

    public static bool TryFind(ReadOnlySpan<byte> text, int at, out Finding finding)
    {
        finding = default;
        var start = at;
        var earliest = Math.Max(0, at - MaxUserInfo);
        var colon = -1;
        while (start > earliest && IsUserInfo(text[start - 1]))
        {
            start--;
            colon = text[start] == ':' ? start : colon;
        }

        // A user without a password opens nothing; one who is named by an address is found by that.
        if (
            start < 3
            || colon < 0
            || at - colon < 2
            || !text[(start - 3)..start].SequenceEqual("://"u8)
            || IsMark(text[start..at])
        )
        {
            return false;
        }

        finding = new Finding(start, at - start, (byte)PiiKind.Url, Certainty.Proven);
        return true;
    }

    private static bool IsMark(ReadOnlySpan<byte> userInfo) => userInfo.SequenceEqual("[url]"u8) || userInfo[^1] == ':';

    private static bool IsUserInfo(byte value) =>
        value > 0x20
        && value
            is not ((byte)'/' or (byte)'@' or (byte)'"' or (byte)'\'' or (byte)'<' or (byte)'>' or (byte)'\\' or 0x7F);
}
