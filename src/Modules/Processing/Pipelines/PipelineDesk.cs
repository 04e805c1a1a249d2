using System.Text.Json.Nodes;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>What people do with pipelines, whatever door they come by. Thread-safe.</summary>
internal sealed class PipelineDesk(
    PipelineStore store,
    PipelineFolder folder,
    PipelineReader reader,
    PipelineCompiler compiler,
    PipelineLoader loader
)
{
    private static readonly string[] Reserved = ["stages", "counts", "check", "try", PipelineCompiler.UsualName];

    /// <summary>All of a tenant's, in the order in which they run.</summary>
    public async Task<IReadOnlyList<PipelineView>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var files = folder.List().Where(file => file.Key.Tenant == tenant).ToList();
        var heads = await store.ListAsync(cancellationToken);
        return
        [
            .. heads
                .Where(head => head.Key.Tenant == tenant && files.TrueForAll(file => file.Key != head.Key))
                .Select(head => PipelineView.Of(head.Key, head.Value, loader))
                .Concat(files.Select(file => PipelineView.Of(file, loader)))
                .OrderBy(pipeline => pipeline.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>One of them, with what its latest version says.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    public async Task<TaggedPipeline> GetAsync(PipelineKey key, CancellationToken cancellationToken)
    {
        if (folder.Find(key) is { } file)
        {
            var view = PipelineView.Of(file, loader) with { Document = file.Text, Errors = Check(key, file.Text) };
            return new TaggedPipeline(view, ETag: null);
        }

        var read = await store.GetAsync(key, cancellationToken);
        var text = await store.ReadAsync(key, read.Value.Latest, cancellationToken);
        return new TaggedPipeline(
            PipelineView.Of(key, read.Value, loader) with
            {
                Document = text,
                Errors = Check(key, text),
            },
            $"\"{read.ETag}\""
        );
    }

    /// <summary>What is wrong with a document; nothing when it can be published.</summary>
    /// <param name="key">Which pipeline it is to be.</param>
    /// <param name="text">What it says.</param>
    public IReadOnlyList<PipelineFault> Check(PipelineKey key, string text) => Check(key.Tenant, key.Name, text);

    /// <inheritdoc cref="Check(PipelineKey, string)"/>
    public IReadOnlyList<PipelineFault> Check(TenantId tenant, string? name, string text)
    {
        var faults = new List<PipelineFault>();
        Read(tenant, name, text, faults);
        return faults;
    }

    /// <summary>Makes a pipeline that only shows what it would do.</summary>
    /// <exception cref="BrokenPipelineException">Something is wrong with the document.</exception>
    public CompiledPipeline Rehearse(TenantId tenant, string? name, string text)
    {
        var faults = new List<PipelineFault>();
        var built = Read(tenant, name, text, faults);
        return faults.Count == 0
            ? compiler.Join(tenant, built.Document.Name, [built])
            : throw new BrokenPipelineException(faults);
    }

    /// <summary>Saves a new version, which may have errors: what is in force stays so.</summary>
    public async Task<TaggedPipeline> SaveAsync(
        PipelineKey key,
        string text,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (!PipelineNames.IsName(key.Name) || Reserved.Contains(key.Name, StringComparer.Ordinal))
        {
            throw new InvalidRequestException(
                "name",
                $"{PipelineNames.Rule} None of {string.Join(", ", Reserved)} can be a pipeline's."
            );
        }

        CheckIsNoFile(key);
        await store.SaveAsync(key, text, etag, actor, cancellationToken);
        return await GetAsync(key, cancellationToken);
    }

    /// <summary>Puts a version into force, on this replica at once.</summary>
    /// <param name="key">Which pipeline.</param>
    /// <param name="version">Which version; null for the latest.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokenPipelineException">The version has errors. What was in force stays so.</exception>
    public async Task<TaggedPipeline> PublishAsync(
        PipelineKey key,
        int? version,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        CheckIsNoFile(key);
        var read = await store.GetAsync(key, cancellationToken);
        var number = version ?? read.Value.Latest;
        IReadOnlyList<int> published =
            read.Value.InForce?.Number == number ? read.Value.Published : [.. read.Value.Published, number];
        return await PutIntoForceAsync(key, read, published, "published", etag, actor, cancellationToken);
    }

    /// <summary>Puts the version into force again that was before, or an earlier one.</summary>
    /// <param name="key">Which pipeline.</param>
    /// <param name="version">Which version; null for the one before.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">No other version was in force before.</exception>
    /// <exception cref="BrokenPipelineException">The version has errors by now: a kind of stage asks for more than it did.</exception>
    public async Task<TaggedPipeline> RollBackAsync(
        PipelineKey key,
        int? version,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        CheckIsNoFile(key);
        var read = await store.GetAsync(key, cancellationToken);
        var earlier = read.Value.Published.SkipLast(1).ToList();
        var place = version is null ? earlier.Count - 1 : earlier.LastIndexOf(version.Value);
        if (place < 0)
        {
            throw new ConflictException(
                "nothing-to-roll-back",
                version is null
                    ? $"No version of '{key.Name}' was in force before the present one."
                    : $"Version {version} of '{key.Name}' was not in force before the present one. Publish it instead."
            );
        }

        return await PutIntoForceAsync(
            key,
            read,
            [.. earlier.Take(place + 1)],
            "rolled_back",
            etag,
            actor,
            cancellationToken
        );
    }

    /// <summary>Removes a pipeline and all its versions; without any, the usual one is in force.</summary>
    public async Task DeleteAsync(PipelineKey key, string? etag, Actor actor, CancellationToken cancellationToken)
    {
        CheckIsNoFile(key);
        await store.DeleteAsync(key, etag, actor, cancellationToken);
        await loader.ReloadAsync(cancellationToken);
    }

    private async Task<TaggedPipeline> PutIntoForceAsync(
        PipelineKey key,
        Document<PipelineHead> read,
        IReadOnlyList<int> published,
        string what,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var text = await store.ReadAsync(key, published[^1], cancellationToken);
        if (Check(key, text) is { Count: > 0 } faults)
        {
            throw new BrokenPipelineException(faults);
        }

        await store.PublishAsync(key, read, published, what, text, etag, actor, cancellationToken);
        await loader.ReloadAsync(cancellationToken);
        return await GetAsync(key, cancellationToken);
    }

    private BuiltPipeline Read(TenantId tenant, string? name, string text, List<PipelineFault> faults) =>
        compiler.Build(tenant, reader.Read(text, name, faults), isTrial: true, faults);

    private void CheckIsNoFile(PipelineKey key)
    {
        if (folder.Find(key) is { } file)
        {
            throw new ConflictException(
                "kept-in-a-file",
                $"The pipeline '{key.Name}' comes from the file {file.File}. Change it there."
            );
        }
    }
}

/// <summary>409: a pipeline has errors, so it cannot be published or tried. To a caller over HTTP it is
/// <c>/problems/broken-pipeline</c>.</summary>
internal sealed class BrokenPipelineException : ProblemException
{
    public BrokenPipelineException(IReadOnlyList<PipelineFault> faults)
        : base(409, "broken-pipeline", "The pipeline has errors.", string.Join(" ", faults)) =>
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["errors"] = new JsonArray([
                .. faults.Select(fault => new JsonObject { ["path"] = fault.Path, ["message"] = fault.Message }),
            ]),
        };
}
