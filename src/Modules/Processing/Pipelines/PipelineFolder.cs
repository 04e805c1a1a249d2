using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>The pipelines of the files in a folder. A file is read again when it has changed; one that is broken is told of and
/// keeps its last good version. Thread-safe.</summary>
internal sealed class PipelineFolder(
    IOptions<PipelineOptions> options,
    PipelineReader reader,
    PipelineCompiler compiler,
    ILogger<PipelineFolder> logger
)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ReadFile> _files = new(StringComparer.Ordinal);

    /// <summary>The pipelines of all files, as they are now.</summary>
    public IReadOnlyList<FilePipeline> List()
    {
        lock (_gate)
        {
            RefreshLocked();
            return [.. _files.Values.Select(file => file.Good).OfType<FilePipeline>().DistinctBy(file => file.Key)];
        }
    }

    /// <summary>One of them; null when there is none.</summary>
    public FilePipeline? Find(PipelineKey key) => List().FirstOrDefault(file => file.Key == key);

    /// <summary>The files that cannot be read, with what is wrong with them.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        lock (_gate)
        {
            return _files
                .Where(file => file.Value.Fault is not null)
                .ToDictionary(file => file.Key, file => file.Value.Fault!, StringComparer.Ordinal);
        }
    }

    private void RefreshLocked()
    {
        if (options.Value.Path is not { Length: > 0 } folder)
        {
            return;
        }

        var files = new DirectoryInfo(folder) is { Exists: true } found
            ? found
                .EnumerateFiles()
                .Where(file => file.Extension is ".yaml" or ".yml" or ".json")
                .ToDictionary(file => file.Name, StringComparer.Ordinal)
            : [];
        foreach (var gone in _files.Keys.Except(files.Keys, StringComparer.Ordinal).ToList())
        {
            _files.Remove(gone);
        }

        foreach (var (name, file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var stamp = FileStamp.Of(file);
            var known = _files.GetValueOrDefault(name);
            if (known?.Stamp != stamp)
            {
                _files[name] = Read(file, stamp, known?.Good);
            }
        }
    }

    private ReadFile Read(FileInfo file, FileStamp stamp, FilePipeline? before)
    {
        try
        {
            return new ReadFile(stamp, Parse(file.Name, File.ReadAllText(file.FullName)), Fault: null);
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            logger.PipelineFileBroken(file.Name, e.Message);
            return new ReadFile(stamp, before, e.Message);
        }
    }

    /// <exception cref="FormatException">It cannot be run.</exception>
    private FilePipeline Parse(string file, string text)
    {
        var tenant = TenantId.Default.Value;
        var document = text;
        if (PipelineReader.Parse(text) is JsonObject content && content.Remove("tenant", out var named))
        {
            tenant = named?.ToString() ?? "";
            document = content.ToJsonString();
        }

        if (!TenantId.IsName(tenant))
        {
            throw new FormatException($"'{tenant}' is no name of a tenant.");
        }

        var faults = new List<PipelineFault>();
        var read = reader.Read(document, name: null, faults);
        if (faults.Count == 0)
        {
            compiler.Build(new TenantId(tenant), read, isTrial: true, faults);
        }

        return faults.Count == 0
            ? new FilePipeline(new PipelineKey(new TenantId(tenant), read.Name), file, document, read)
            : throw new FormatException(string.Join(" ", faults));
    }

    private sealed record ReadFile(FileStamp Stamp, FilePipeline? Good, string? Fault);
}

/// <summary>A pipeline that stands in a file.</summary>
/// <param name="Key">Which pipeline.</param>
/// <param name="File">The name of the file.</param>
/// <param name="Text">What it says, without the name of the tenant.</param>
/// <param name="Document">The same, understood.</param>
internal sealed record FilePipeline(PipelineKey Key, string File, string Text, PipelineDocument Document);
