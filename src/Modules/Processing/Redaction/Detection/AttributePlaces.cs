namespace Monolith.Processing.Redaction.Detection;

/// <summary>The places of attributes on a tape. Each has two: its value, and its name after it. Below 0 lie the fields of a
/// record.</summary>
internal static class AttributePlaces
{
    public static int OfValue(int index) => index * 2;

    public static int OfName(int index) => index * 2 + 1;

    /// <summary>Which attribute it is.</summary>
    public static int Index(int place) => place / 2;

    public static bool IsValue(int place) => place >= 0 && place % 2 == 0;
}
