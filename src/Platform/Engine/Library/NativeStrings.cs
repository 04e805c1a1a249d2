using System.Runtime.InteropServices;
using System.Text;

namespace Monolith.Platform.Engine.Library;

/// <summary>Texts that the library reads by address. They stay where they are for as long as this object lives.</summary>
internal sealed class NativeStrings
{
    private readonly byte[] _bytes;

    public NativeStrings(IReadOnlyCollection<string> texts)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(
            texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1),
            pinned: true
        );
        Addresses = new nint[texts.Count];
        Lengths = new nuint[texts.Count];
        var (index, offset) = (0, 0);
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(offset));
            _bytes[offset + length] = 0;
            Addresses[index] = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, offset);
            Lengths[index] = (nuint)length;
            (index, offset) = (index + 1, offset + length + 1);
        }
    }

    public nint[] Addresses { get; }

    public nuint[] Lengths { get; }

    public int Count => Addresses.Length;
}
