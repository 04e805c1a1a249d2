using System.Xml.Linq;
using Monolith.Platform.Engine.Http;

namespace Monolith.Platform.Engine.Child;

/// <summary>The engine's configuration files. Always written anew: they hold nothing that is not in the options.</summary>
internal static class EngineConfiguration
{
    private const long Megabyte = 1024 * 1024;

    // Statements may do anything to tables that keep their data in the engine's folder, and reach nothing outside it: no
    // file, no network, no other program. Whatever is not granted here is refused with error 497.
    private static readonly string[] Privileges =
    [
        "SHOW, SELECT, INSERT, ALTER, TRUNCATE, OPTIMIZE, CHECK, KILL QUERY, BACKUP, dictGet",
        "CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE TEMPORARY TABLE, DROP DATABASE, DROP TABLE, DROP VIEW",
        "SYSTEM MERGES, SYSTEM TTL MERGES, SYSTEM FLUSH, SYSTEM DROP CACHE, SYSTEM VIEWS",
    ];

    // Sources of data outside, such as URL, are table engines too and need a grant.
    private static IEnumerable<string> Grants =>
        Privileges
            .Select(privileges => $"GRANT {privileges} ON *.*")
            .Concat(StatementGuard.TableEngines.Select(engine => $"GRANT TABLE ENGINE ON {engine}"));

    // The tenant is the part of log_comment before the first bar; '*' is the system itself. Unset, it is nobody.
    private const string Tenant = "splitByChar('|', getSetting('log_comment'))[1]";
    private const string IsSystem = $"{Tenant} = '*'";

    // Sizes, statements and errors of all tenants.
    private static readonly string[] TellTales =
    [
        "columns",
        "data_skipping_indices",
        "detached_parts",
        "errors",
        "merges",
        "mutations",
        "parts",
        "parts_columns",
        "processes",
        "projection_parts",
        "projection_parts_columns",
        "tables",
    ];

    // Settings by which a statement names a file or an address to read or write, and those by which the data of an
    // INSERT may call functions. They stay what they are.
    private static readonly string[] Fixed =
    [
        "format_schema",
        "format_schema_source",
        "format_template_resultset",
        "format_template_row",
        "output_format_schema",
        "input_format_record_errors_file_path",
        "format_avro_schema_registry_url",
        "url_base",
        "input_format_values_interpret_expressions",
        "input_format_values_deduce_templates_of_expressions",
        "allow_experimental_eval_table_function",
        "rename_files_after_processing",
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

    private static XElement Main(EngineOptions options, string users, string backups)
    {
        var memory = options.MaxMemoryMegabytes ?? ShareOfMachine();
        return new XElement(
            "clickhouse",
            new XElement("users_config", users),
            new XElement("logger", new XElement("levels", Silent.Select(Silence))),
            new XElement("max_server_memory_usage", memory * Megabyte),
            new XElement("mark_cache_size", options.MarkCacheMegabytes * Megabyte),
            new XElement("uncompressed_cache_size", (options.UncompressedCacheMegabytes ?? memory / 16) * Megabyte),
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
                new XElement("max_suspicious_broken_parts", 1000),
                // Merges cost more than inserts. Ten parts at a time write each row anew less often than five, until parts are
                // many or old. The part of an insert soon goes into another: one file to flush is enough for it.
                new XElement("merge_selector_base", 10),
                new XElement("min_level_for_wide_part", 1)
            )
        );
    }

    // The runtime knows the bound of the container where there is one.
    private static long ShareOfMachine() =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte / 8, 600, 2000);

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
                    // With it any text at all would be a SELECT.
                    new XElement("implicit_select", 0),
                    new XElement("input_format_values_interpret_expressions", 0),
                    new XElement("input_format_values_deduce_templates_of_expressions", 0),
                    new XElement("constraints", Fixed.Select(setting => new XElement(setting, new XElement("const"))))
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
                        new XElement(options.TenantDatabase, options.TenantTables.Select(OwnRows)),
                        new XElement("system", TellTales.Select(NoRows))
                    )
                )
            )
        );

    private static XElement Silence(string logger) =>
        new("logger", new XElement("name", logger), new XElement("level", "none"));

    // A tenant sees its own rows, and nothing of the tables that tell of everybody's. This form of the filter, unlike IN,
    // lets the primary key skip the other tenants' rows. It holds for inserts into materialised views too.
    private static XElement OwnRows(string table) =>
        new(table, new XElement("filter", $"{IsSystem} OR tenant = {Tenant}"));

    private static XElement NoRows(string table) => new(table, new XElement("filter", IsSystem));
}
