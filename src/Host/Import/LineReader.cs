namespace Monolith.Host.Import;

/// <summary>Reads a stream line by line as bytes, and knows where in the stream it stands.</summary>
/// <param name="stream">What is read, from its current place.</param>
/// <param name="maxLineBytes">A longer line is passed over and counted, so that no input can take all memory.</param>
internal sealed class LineReader(Stream stream, int maxLineBytes = LineReader.DefaultMaxLineBytes)
{
    public const int DefaultMaxLineBytes = 4 << 20;

    private byte[] _buffer = new byte[128 << 10];
    private int _start;
    private int _end;
    private bool _streamHasEnded;

    /// <summary>The line without its line break. Valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>The number of <see cref="Line"/>, from 1 where the reading began.</summary>
    public long Number { get; private set; }

    /// <summary>How many bytes of the stream lie before the end of <see cref="Line"/> and its line break.</summary>
    public long Offset { get; private set; }

    /// <summary>How many lines were passed over because they were too long.</summary>
    public long TooLong { get; private set; }

    /// <returns>False when there is no further line.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        var isTooLong = false;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0 || (_streamHasEnded && _end > _start))
            {
                var length = found >= 0 ? searched + found : _end - _start;
                Take(length, found >= 0 ? 1 : 0);
                if (!isTooLong)
                {
                    return true;
                }

                TooLong++;
                isTooLong = false;
                searched = 0;
            }
            else if (_streamHasEnded)
            {
                TooLong += isTooLong ? 1 : 0;
                return false;
            }
            else
            {
                searched = _end - _start;
                if (searched > maxLineBytes)
                {
                    Offset += searched;
                    (_start, _end, searched, isTooLong) = (0, 0, 0, true);
                }

                await FillAsync(cancellationToken);
            }
        }
    }

    private void Take(int length, int lineBreak)
    {
        var line = _buffer.AsMemory(_start, length);
        Line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        _start += length + lineBreak;
        Offset += length + lineBreak;
        Number++;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _streamHasEnded = read == 0;
    }
}
