using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>How sure a detector is: what breaks the tie between two findings of one length.</summary>
internal enum Certainty : byte
{
    /// <summary>The shape and the words around it say so.</summary>
    Likely,

    /// <summary>The whole grammar holds.</summary>
    Grammar,

    /// <summary>A checksum holds, or nothing else looks like this.</summary>
    Proven,
}

/// <summary>How a finding is to be written, where that is not as usual.</summary>
[Flags]
internal enum FindingForm : byte
{
    Usual = 0,

    /// <summary>Its bytes are not the value alone, so only its kind may stand in its place.</summary>
    Covered = 1,

    /// <summary>A bare value of JSON: what stands in its place needs quotes.</summary>
    Quoted = 2,
}

/// <summary>A place in a text that holds something which may not be kept.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Kind">The number of its kind: a <see cref="PiiKind"/>, or beyond these a tenant's own.</param>
/// <param name="Certainty">How sure that is.</param>
/// <param name="Form">How it is to be written.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Finding(
    int Start,
    int Length,
    byte Kind,
    Certainty Certainty,
    FindingForm Form = FindingForm.Usual
)
{
    public int End => Start + Length;

    /// <summary>The longer one, then the surer one, then the first in the table of kinds.</summary>
    public bool Beats(in Finding other) =>
        Length != other.Length ? Length > other.Length
        : Certainty != other.Certainty ? Certainty > other.Certainty
        : Kind < other.Kind;
}

/// <summary>The findings of one text. Reused from text to text; not thread-safe.</summary>
internal sealed class FindingList
{
    // Beyond this a text was made to be found in; its list is not worth keeping.
    private const int MaxKept = 4096;

    private Finding[] _items = new Finding[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The findings. Valid until the next change.</summary>
    public ReadOnlySpan<Finding> Items => _items.AsSpan(0, Count);

    public void Add(in Finding finding)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
        }

        _items[Count++] = finding;
    }

    /// <summary>Keeps so many at the beginning.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Moves those from one on so many bytes to the right.</summary>
    public void Shift(int first, int bytes)
    {
        foreach (ref var finding in _items.AsSpan(first, Count - first))
        {
            finding = finding with { Start = finding.Start + bytes };
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        Count = 0;
        if (_items.Length > MaxKept)
        {
            _items = new Finding[64];
        }
    }

    /// <summary>Puts them in order and makes one of those that overlap. The better one gives its kind and takes over what the others
    /// covered beside it, so that no part of a value is left over.</summary>
    public void Settle()
    {
        if (Count < 2)
        {
            return;
        }

        var items = _items.AsSpan(0, Count);
        items.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var last = 0;
        for (var i = 1; i < items.Length; i++)
        {
            if (items[i].Start < items[last].End)
            {
                items[last] = Merge(items[last], items[i]);
            }
            else
            {
                items[++last] = items[i];
            }
        }

        Count = last + 1;
    }

    private static Finding Merge(in Finding first, in Finding second)
    {
        var winner = second.Beats(in first) ? second : first;
        var end = Math.Max(first.End, second.End);
        return winner.Start == first.Start && winner.End == end
            ? winner
            : winner with
            {
                Start = first.Start,
                Length = end - first.Start,
                Form = FindingForm.Covered,
            };
    }
}
