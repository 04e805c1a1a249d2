using System.Text;
using Monolith.Ingest.Sockets.Framing;
using Monolith.Ingest.Syslog;

namespace Monolith.Ingest.Tests.Syslog;

public sealed class SyslogFramingTests
{
    private const int MaxBytes = 64;

    [Theory]
    [InlineData("<13>a\n<14>b\n", "<13>a", "<14>b")]
    [InlineData("<13>a\r\n<14>b\r\n", "<13>a\r", "<14>b\r")]
    [InlineData("<13>a\0<14>b\0", "<13>a", "<14>b")]
    [InlineData("5 <13>a6 <14>bb", "<13>a", "<14>bb")]
    [InlineData("6 <13>a\n6 <14>bb", "<13>a\n", "<14>bb")]
    [InlineData("5 <13>a\n5 <14>b\n", "<13>a", "<14>b")]
    [InlineData("8 <13>a\nb\n<14>c\n", "<13>a\nb\n", "<14>c")]
    [InlineData("<13>a\n\tat b\n\n\tat c\n<14>d\n", "<13>a\n\tat b\n\n\tat c", "<14>d")]
    [InlineData("<13>a\n<b>\n<14>c\n", "<13>a\n<b>", "<14>c")]
    [InlineData("2026 was good\n12 apples\n", "2026 was good", "12 apples")]
    [InlineData("plain\n  lines\n", "plain", "  lines")]
    [InlineData("\n\n\0<13>a\n\n", "<13>a\n")]
    [InlineData("<13>unfinished", "<13>unfinished")]
    [InlineData("99 <13>cut off", "<13>cut off")]
    [InlineData("12", "12")]
    [InlineData("")]
    public void Messages_are_found_however_the_stream_is_cut(string stream, params string[] messages)
    {
        for (var piece = 1; piece <= Math.Max(1, stream.Length); piece++)
        {
            Assert.Equal(messages, Find(stream, piece));
        }
    }

    [Fact]
    public void Without_merging_each_line_is_a_message()
    {
        Assert.Equal(["<13>a", "\tat b"], Find("<13>a\n\tat b\n", piece: 3, multiLine: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Of_a_message_that_is_too_long_the_beginning_is_handed_on_and_the_next_is_found(int piece)
    {
        var tooLong = new string('x', 200);

        Assert.Equal([tooLong[..(MaxBytes + 1)], "<14>b"], Find($"{tooLong}\n<14>b\n", piece));
        Assert.Equal([$"<13>{tooLong}"[..(MaxBytes + 1)], "<14>b"], Find($"204 <13>{tooLong}5 <14>b", piece));
    }

    [Fact]
    public void Lines_that_would_make_a_message_too_long_are_messages_of_their_own()
    {
        var line = new string('x', 40);

        Assert.Equal([$"<13>{line}", line, "<14>b"], Find($"<13>{line}\n{line}\n<14>b\n", piece: 1000));
    }

    [Fact]
    public void The_last_lines_wait_for_silence_because_more_of_them_may_come()
    {
        var framing = new SyslogFraming(MaxBytes, multiLine: true);
        var messages = new MessageList();

        Assert.Equal(0, framing.Find("<13>a\n\tb\n"u8, isOver: false, messages));
        Assert.True(framing.WaitsForSilence);
        Assert.Equal(9, framing.Find("<13>a\n\tb\n"u8, isOver: true, messages));
        Assert.Equal([(0, 8)], messages.Items.ToArray());
    }

    [Fact]
    public void A_length_that_no_message_has_is_no_length()
    {
        Assert.Equal(["99999999999 <13>a"], Find("99999999999 <13>a\n", piece: 4));
    }

    private static List<string> Find(string stream, int piece, bool multiLine = true)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        var framing = new SyslogFraming(MaxBytes, multiLine);
        var messages = new MessageList();
        var found = new List<string>();
        var (start, end) = (0, 0);
        do
        {
            end = Math.Min(end + piece, bytes.Length);
            var unread = bytes.AsSpan(start, end - start);
            var done = framing.Find(unread, isOver: false, messages);
            Collect(unread);
            start += done;
        } while (end < bytes.Length);

        framing.Find(bytes.AsSpan(start), isOver: true, messages);
        Collect(bytes.AsSpan(start));
        return found;

        void Collect(ReadOnlySpan<byte> unread)
        {
            foreach (var (at, length) in messages.Items)
            {
                found.Add(Encoding.UTF8.GetString(unread.Slice(at, length)));
            }

            messages.Clear();
        }
    }
}
