namespace Monolith.Host.Demo;

/// <summary>
/// What goes wrong in the demo, and when. The times hang on the records' own clock, so that whoever looks at the
/// histogram knows what there is to find: in each ten minutes of the hour, UTC.
/// </summary>
internal static class DemoIncidents
{
    /// <summary>Minutes 3 and 4: the payment provider answers eight times as slowly.</summary>
    public static bool PaymentIsSlow(DateTimeOffset time) => time.Minute % 10 is 3 or 4;

    /// <summary>Minute 7: the order database runs out of connections, and four orders in ten fail.</summary>
    public static bool OrdersFail(DateTimeOffset time) => time.Minute % 10 == 7;

    /// <summary>Minute 9: the model's cache is cold after a roll-out, and answers take four times as long.</summary>
    public static bool ModelCacheIsCold(DateTimeOffset time) => time.Minute % 10 == 9;
}
