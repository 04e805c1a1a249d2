namespace Monolith.Explore.Query;

/// <summary>What the reference of the API shows of questions and their answers.</summary>
internal static class QueryDescriptions
{
    /// <summary>A question.</summary>
    public const string Request = """
        {"query":"service:checkout severity>=warn | stats count() by service","from":"now-15m","to":"now","limit":100,
        "cursor":null,"timeout":"10s","format":"json"}
        """;

    /// <summary>Its answer.</summary>
    public const string Answer = """
        {"kind":"table","columns":[{"name":"service","type":"string"},{"name":"count()","type":"number"}],
        "rows":[["checkout",12]],"next_cursor":null,"from":"2026-03-04T04:51:00.000000000Z",
        "to":"2026-03-04T05:06:00.000000000Z","statistics":{"rows_read":1200,"bytes_read":64000,"elapsed_ms":12.5}}
        """;

    /// <summary>How it is understood.</summary>
    public const string Explanation = """
        {"tree":{},"text":"service:checkout severity>=warn | stats count() by service","sql":"SELECT …","parameters":{"v0":"default"},
        "indexes":[{"type":"PrimaryKey","keys":["tenant"],"parts":"1/4","granules":"12/480"}],
        "estimate":{"rows":98304,"bytes":1200000,"parts":1,"marks":12}}
        """;
}
