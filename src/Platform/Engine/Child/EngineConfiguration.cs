using System.Xml.Linq;

namespace Monolith.Platform.Engine.Child;

/// <summary>The engine's configuration files. Always written anew: they hold nothing that is not in the options.</summary>
internal static class EngineConfiguration
{
    private const long Megabyte = 1024 * 1024;

    // Statements may do anything to tables, and reach nothing outside: no files, no network, no other server.
    private static readonly string[] Grants =
    [
        "GRANT SHOW, SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, KILL QUERY, SYSTEM, BACKUP, dictGet ON *.*",
        "GRANT TABLE ENGINE ON *",
    ];

    // Of every statement that fails the first would log the whole text, which the client gets anyway. The second calls
    // the library's own way of running an insert a fatal error, at every insert, and goes on.
    private static readonly string[] Silent = ["executeQuery", "ThreadStatus"];

    /// <summary>Writes the files.</summary>
    /// <returns>The path of the main one.</returns>
    public static string Write(string folder, EngineOptions options)
    {
        var users = Path.Combine(folder, "users.xml");
        Users(options).Save(users);
        var main = Path.Combine(folder, "config.xml");
        Main(options, users, Path.Combine(folder, "backups") + "/").Save(main);
        return main;
    }

    private static XElement Main(EngineOptions options, string users, string backups) =>
        new(
            "clickhouse",
            new XElement("users_config", users),
            new XElement("logger", new XElement("levels", Silent.Select(Silence))),
            new XElement("max_server_memory_usage", options.MaxMemoryMegabytes * Megabyte),
            new XElement("mark_cache_size", options.MarkCacheMegabytes * Megabyte),
            new XElement("background_pool_size", options.MergeThreads),
            new XElement("backups", new XElement("allowed_path", backups)),
            new XElement(
                "merge_tree",
                // An insert is acknowledged when it would survive a power cut. The engine deletes merged-away parts at
                // once, so the result of a merge must be on the disk before them.
                new XElement("fsync_after_insert", 1),
                new XElement("fsync_part_directory", 1),
                new XElement("min_rows_to_fsync_after_merge", 1),
                new XElement("min_compressed_bytes_to_fsync_after_merge", 1),
                // Parts that a power cut broke are put aside rather than keeping the engine from starting.
                new XElement("max_suspicious_broken_parts", 1000)
            )
        );

    private static XElement Users(EngineOptions options) =>
        new(
            "clickhouse",
            new XElement(
                "profiles",
                new XElement(
                    "default",
                    new XElement("max_memory_usage", options.MaxQueryMemoryMegabytes * Megabyte),
                    new XElement("max_bytes_before_external_group_by", options.MaxQueryMemoryMegabytes * Megabyte / 2),
                    new XElement("max_bytes_before_external_sort", options.MaxQueryMemoryMegabytes * Megabyte / 2),
                    // Without it any text at all is a SELECT.
                    new XElement("implicit_select", 0)
                )
            ),
            new XElement("quotas", new XElement("default")),
            new XElement(
                "users",
                new XElement(
                    "default",
                    new XElement("password"),
                    new XElement("networks", new XElement("ip", "::/0")),
                    new XElement("profile", "default"),
                    new XElement("quota", "default"),
                    new XElement("grants", Grants.Select(grant => new XElement("query", grant))),
                    new XElement(
                        "databases",
                        new XElement(options.TenantDatabase, options.TenantTables.Select(RowPolicy))
                    )
                )
            )
        );

    private static XElement Silence(string logger) =>
        new("logger", new XElement("name", logger), new XElement("level", "none"));

    // The tenant is the part of log_comment before the first bar; '*' is the system itself. Without one there are no rows.
    // This form, unlike IN, lets the primary key skip the other tenants' rows.
    private static XElement RowPolicy(string table) =>
        new(
            table,
            new XElement(
                "filter",
                "splitByChar('|', getSetting('log_comment'))[1] = '*' OR tenant = splitByChar('|', getSetting('log_comment'))[1]"
            )
        );
}
