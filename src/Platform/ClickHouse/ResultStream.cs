using System.Buffers;
using System.Text;

namespace Monolith.Platform.ClickHouse;

/// <summary>
/// The body of an answer, up to the error that may end it. ClickHouse can only tell of a late error inside the body: it
/// writes a frame that begins with a mark of this answer's own, and breaks the connection off.
/// </summary>
/// <param name="inner">The body as it comes.</param>
/// <param name="tag">What <c>X-ClickHouse-Exception-Tag</c> says; null for a server that writes no frames.</param>
internal sealed class ResultStream(Stream inner, string? tag) : Stream
{
    private const int BufferBytes = 64 * 1024;
    private const string Word = "\r\n__exception__\r\n";
    private readonly byte[] _mark = tag is null ? [] : Encoding.ASCII.GetBytes(Word + tag);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);

    // The buffer holds what was read: bytes to hand out, then bytes that may be the beginning of a mark.
    private int _start;
    private int _ready;
    private int _end;
    private bool _isAtMark;
    private bool _isAtEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _ready && !_isAtEnd)
        {
            if (_isAtMark)
            {
                throw await ReadErrorAsync(cancellationToken);
            }

            await FillAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _ready - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            inner.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _ready, _end, _isAtEnd) = ([], 0, 0, 0, true);
        }

        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_ready, _end - _ready).CopyTo(_buffer);
        (_start, _ready, _end) = (0, 0, _end - _ready);
        var count = await ReadInnerAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        _isAtEnd = count == 0;
        var read = _buffer.AsSpan(0, _end);
        var mark = _mark.Length == 0 ? -1 : read.IndexOf(_mark);
        _isAtMark = mark >= 0;
        _ready =
            _isAtMark ? mark
            : _isAtEnd ? _end
            : _end - BeginningOfMark(read);
    }

    /// <summary>How many bytes at the end may be the beginning of a mark.</summary>
    private int BeginningOfMark(ReadOnlySpan<byte> read)
    {
        var count = Math.Min(read.Length, Math.Max(0, _mark.Length - 1));
        while (!read.EndsWith(_mark.AsSpan(0, count)))
        {
            count--;
        }

        return count;
    }

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw ClickHouseException.Unreachable(error);
        }
    }

    /// <summary>Reads the frame behind the mark: the message, its length, and the mark the other way round.</summary>
    private async ValueTask<ClickHouseException> ReadErrorAsync(CancellationToken cancellationToken)
    {
        using var frame = new MemoryStream();
        frame.Write(_buffer.AsSpan((_ready + _mark.Length).._end));
        try
        {
            int count;
            while (frame.Length < BufferBytes && (count = await inner.ReadAsync(_buffer, cancellationToken)) > 0)
            {
                frame.Write(_buffer.AsSpan(0, count));
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // The connection is broken off on purpose, right behind the frame.
        }

        var text = Encoding.UTF8.GetString(frame.GetBuffer().AsSpan(0, (int)frame.Length));
        var trailer = text.IndexOf($" {tag}{Word}", StringComparison.Ordinal);
        var message = trailer < 0 ? text : text[..Math.Max(0, text.LastIndexOf('\n', trailer))];
        return ClickHouseException.FromFrame(message.Trim());
    }
}
