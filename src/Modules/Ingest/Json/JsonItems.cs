using Monolith.Platform.Json;

namespace Monolith.Ingest.Json;

/// <summary>Walks the items of objects and arrays whose form a protocol has laid down.</summary>
internal static class JsonItems
{
    /// <summary>Steps to the next item of the object or array that the scanner is in, or over its end.</summary>
    /// <param name="scanner">It stands after the opening bracket, or after an item.</param>
    /// <param name="end">The closing bracket.</param>
    /// <param name="isFirst">True before the first item; set to false.</param>
    /// <returns>False at the end, and where the text is broken: then the scanner has a problem.</returns>
    public static bool TryNextItem(this ref JsonScanner scanner, byte end, ref bool isFirst)
    {
        scanner.SkipSpace();
        if (scanner.Next == end)
        {
            scanner.TryTake(end, "");
            return false;
        }

        if (!isFirst && !scanner.TryTake((byte)',', "A comma or a closing bracket is missing after a value."))
        {
            return false;
        }

        isFirst = false;
        scanner.SkipSpace();
        return true;
    }

    /// <summary>Steps into an object or array.</summary>
    public static bool TryOpen(this ref JsonScanner scanner, byte bracket) =>
        scanner.TryTake(bracket, bracket == (byte)'{' ? "An object must stand here." : "An array must stand here.");

    /// <summary>Steps to the next property of the object that the scanner is in, up to its value, or over the end.</summary>
    /// <inheritdoc cref="TryNextItem"/>
    public static bool TryNextProperty(this ref JsonScanner scanner, ref bool isFirst, out JsonText name)
    {
        name = default;
        return scanner.TryNextItem((byte)'}', ref isFirst) && scanner.TryTakeName(out name);
    }
}
