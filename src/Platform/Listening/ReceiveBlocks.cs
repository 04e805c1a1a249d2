using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Monolith.Platform.Listening;

/// <summary>
/// The memory that connections receive into, in blocks that hold what the kernel has ready at once. With the web server's own
/// blocks of 4 KiB, a body of a thousand records is two hundred calls into the kernel.
/// </summary>
/// <remarks>A connection holds a block only while it has bytes that nobody has read, or is being written to: idle ones cost
/// nothing. Thread-safe.</remarks>
public sealed class ReceiveBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;
    private const int KeptBlocks = 256;

    private readonly ConcurrentQueue<Block> _idle = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return _idle.TryDequeue(out var block) ? block : new Block(this);
    }

    /// <summary>Does nothing: connections that outlive the server give their blocks back later.</summary>
    protected override void Dispose(bool disposing) { }

    private void TakeBack(Block block)
    {
        if (_idle.Count < KeptBlocks)
        {
            _idle.Enqueue(block);
        }
    }

    private sealed class Block(ReceiveBlocks pool) : IMemoryOwner<byte>
    {
        // Pinned, so that a receive under way does not get in the collector's way.
        public Memory<byte> Memory { get; } =
            System.Runtime.InteropServices.MemoryMarshal.CreateFromPinnedArray(
                GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true),
                0,
                BlockBytes
            );

        public void Dispose() => pool.TakeBack(this);
    }
}
