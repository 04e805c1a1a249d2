using System.Text;
using Monolith.Explore.Export;

namespace Monolith.Explore.Tests.Export;

/// <summary>How many records were given out, as the audit trail says it.</summary>
public sealed class CountedRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Rows_are_counted_whatever_stands_in_their_cells_and_however_they_come(int atOnce)
    {
        const string Answer = "\"one\",\"two\r\nlines\"\r\n\"a \"\"quoted\n\"\" one\",\"\"\r\n\"\",\"\"\r\n";

        Assert.Equal(3, await CountAsync(new CsvExport(["a", "b"]), Answer, atOnce));
    }

    [Fact]
    public async Task Each_line_of_JSON_is_a_row() =>
        Assert.Equal(2, await CountAsync(new FieldExport(["a"]), "[\"one\\ntwo\"]\n[null]\n", 4096));

    private static async Task<int> CountAsync(ExportFormat format, string answer, int atOnce)
    {
        var rows = 0;
        await using var stream = new Trickle(Encoding.UTF8.GetBytes(answer), atOnce);
        await format.CopyAsync(stream, Stream.Null, more => rows += more, CancellationToken.None);
        return rows;
    }

    /// <summary>Comes in pieces.</summary>
    private sealed class Trickle(byte[] content, int atOnce) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
