using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Monolith.Platform.Engine.Child;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Engine;

/// <summary>The embedded engine: section <c>Monolith:Engine</c>.</summary>
public sealed partial record EngineOptions : IValidatableObject
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Monolith:Engine";

    /// <summary>A loopback address and port, such as <c>127.0.0.1:8123</c>, at which other programs may ask the engine with the
    /// password. None by default; any other address than loopback is refused.</summary>
    public string? Listen { get; init; }

    /// <summary>The password for <see cref="Listen"/>. When empty, one is made and kept in <c>engine/password</c> of the data folder.</summary>
    public string? Password { get; init; }

    /// <summary>The path of the engine library. When empty it is looked for beside the program and in the repository.</summary>
    public string? Library { get; init; }

    /// <summary>The program whose <c>engine</c> verb is the engine. By default the one that runs.</summary>
    public string? Program { get; init; }

    /// <summary>The engine's memory for all statements together. A statement that would exceed it fails; the others go on.
    /// The process takes up to 400 MB more, for the program itself. When null, it is an eighth of the memory of the machine or of
    /// the container, at least 600 and at most 2,000: merges of large parts need more than the least.</summary>
    [Range(128, 1_000_000)]
    public int? MaxMemoryMegabytes { get; init; }

    /// <summary>The memory of one statement. A statement that would exceed it fails with error 241.</summary>
    [Range(32, 1_000_000)]
    public int MaxQueryMemoryMegabytes { get; init; } = 400;

    /// <summary>The cache of index marks.</summary>
    [Range(8, 100_000)]
    public int MarkCacheMegabytes { get; init; } = 64;

    /// <summary>The cache of unpacked columns, for questions that ask for it because they read little. When null, it is
    /// a sixteenth of the engine's memory; 0 switches it off.</summary>
    [Range(0, 100_000)]
    public int? UncompressedCacheMegabytes { get; init; }

    /// <summary>Threads that merge parts in the background.</summary>
    [Range(1, 64)]
    public int MergeThreads { get; init; } = 2;

    /// <summary>Statements other than inserts that run at once. The next ones wait for <see cref="QueueWait"/>, then fail with error 202.</summary>
    [Range(1, 1000)]
    public int MaxQueries { get; init; } = 16;

    /// <summary>Inserts that run at once. The next ones wait for <see cref="QueueWait"/>, then fail with error 202.</summary>
    [Range(1, 100)]
    public int MaxInserts { get; init; } = 2;

    /// <summary>How long a statement waits for its turn.</summary>
    [TimeRange("00:00:00", "00:10:00")]
    public TimeSpan QueueWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the engine may take to answer for the first time. Beyond it the start counts as failed.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the engine waits for its data folder, which an engine whose host was killed leaves within seconds.
    /// Beyond it the start fails with a message that names the process in the folder.</summary>
    [TimeRange("00:00:00", "00:10:00")]
    public TimeSpan FolderWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the engine may take to stop. Beyond it the process is killed, which loses no acknowledged insert.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The database whose <see cref="TenantTables"/> are guarded.</summary>
    [Required]
    public string TenantDatabase { get; init; } = "monolith";

    /// <summary>Tables with a column <c>tenant</c>: a statement sees only the rows of the tenant that its <c>log_comment</c> names.</summary>
    public IReadOnlyList<string> TenantTables { get; init; } =
    [
        "logs",
        "log_counts_1m",
        "http_rollup_1m",
        "quarantine",
        "spans",
        "trace_index",
        "span_rollup_1m",
        "audit_entries",
        "audit_tiles",
        "audit_checkpoints",
    ];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Listen) && ListenAddress.Parse(Listen) is null)
        {
            yield return new ValidationResult(
                $"Monolith:Engine:Listen is '{Listen}': it must be a loopback address with a port, such as 127.0.0.1:8123."
            );
        }

        if (!TenantTables.Append(TenantDatabase).All(Name().IsMatch))
        {
            yield return new ValidationResult("TenantDatabase and TenantTables are names of letters, digits and '_'.");
        }
    }

    // The names become elements of the engine's configuration.
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,99}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
