namespace Monolith.Host.Import;

/// <summary>The sums at the end of an import.</summary>
internal static class ImportReport
{
    private const string TooOld = "time_before_retention";

    public static void Write(TextWriter output, ImportTotals totals)
    {
        output.WriteLine($"{totals.Read, 12:N0} records read");
        output.WriteLine($"{totals.Accepted, 12:N0} accepted");
        output.WriteLine($"{totals.Rejected, 12:N0} rejected");
        foreach (var (reason, records) in totals.Reasons)
        {
            output.WriteLine($"{records, 16:N0} {reason}");
        }

        WriteIfAny(output, totals.Dropped, "dropped by a rule of the server");
        WriteIfAny(output, totals.TooLong, "lines were longer than an import reads, and were passed over");
        WriteIfAny(
            output,
            totals.PerhapsTwice,
            "of the accepted ones may be stored twice: an answer was lost, and the batch sent again"
        );
        if (totals.Reasons.ContainsKey(TooOld))
        {
            output.WriteLine(
                "Some records are older than the server keeps. --time shift or --time now imports them nevertheless."
            );
        }
    }

    private static void WriteIfAny(TextWriter output, long count, string what)
    {
        if (count > 0)
        {
            output.WriteLine($"{count, 12:N0} {what}");
        }
    }
}
