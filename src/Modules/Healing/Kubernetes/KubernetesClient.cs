using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.Healing.Kubernetes.Watching;

namespace Monolith.Healing.Kubernetes;

/// <summary>
/// Reads, patches and watches objects of the Kubernetes API, and evicts pods. Every method throws
/// <see cref="KubernetesException"/> when the API refuses, fails or cannot be reached. Questions are repeated after an error
/// that passes; changes only when the server has not looked at them. Thread-safe.
/// </summary>
internal sealed class KubernetesClient(
    KubernetesTransport transport,
    IOptions<KubernetesOptions> options,
    TimeProvider clock
)
{
    /// <summary>Who we are to the API when it says who has set a field.</summary>
    public const string FieldManager = "monolith";

    /// <summary>One object.</summary>
    public async Task<T> GetAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        string name,
        CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        var path = KubernetesRequest.PathOf([.. resource.In(ns), KubernetesName.Name(name)]);
        var request = new KubernetesRequest("get", HttpMethod.Get, path, resource.Plural);
        using var response = await transport.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(request, response, cancellationToken);
    }

    /// <summary>One object; null when there is none.</summary>
    public async Task<T?> FindAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        string name,
        CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        try
        {
            return await GetAsync(resource, ns, name, cancellationToken);
        }
        catch (KubernetesException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The objects of a namespace that selectors choose.</summary>
    public async Task<KubernetesList<T>> ListAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        Selection selection,
        CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        var path = KubernetesRequest.PathOf(
            resource.In(ns),
            ("labelSelector", selection.Labels),
            ("fieldSelector", selection.Fields)
        );
        var request = new KubernetesRequest("list", HttpMethod.Get, path, resource.Plural);
        using var response = await transport.SendAsync(request, cancellationToken);
        return await ReadAsync<KubernetesList<T>>(request, response, cancellationToken);
    }

    /// <summary>Changes an object. A <c>metadata.resourceVersion</c> in the patch makes it fail with 409 when the object has
    /// changed since.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="patch">The change.</param>
    /// <param name="isDryRun">Goes all the way, admission included, and keeps nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object as it is then.</returns>
    public async Task<T> PatchAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        string name,
        KubernetesPatch patch,
        bool isDryRun,
        CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        var path = KubernetesRequest.PathOf(
            [.. resource.In(ns), KubernetesName.Name(name)],
            ("fieldManager", FieldManager),
            ("force", patch.IsForced ? "true" : null),
            ("dryRun", DryRun(isDryRun))
        );
        var request = new KubernetesRequest("patch", HttpMethod.Patch, path, resource.Plural)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(patch.Body),
            ContentType = patch.ContentType,
        };
        using var response = await transport.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(request, response, cancellationToken);
    }

    /// <summary>Has a pod leave, if its disruption budget allows that: otherwise 429, and 500 when it has several.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="pod">Its name.</param>
    /// <param name="uid">Which pod of this name; another one is left alone, with 409.</param>
    /// <param name="isDryRun">Asks, and changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EvictAsync(string ns, string pod, string uid, bool isDryRun, CancellationToken cancellationToken)
    {
        var path = KubernetesRequest.PathOf(
            [.. KubernetesResources.Pods.In(ns), KubernetesName.Name(pod), "eviction"],
            ("dryRun", DryRun(isDryRun))
        );
        var body = new
        {
            apiVersion = "policy/v1",
            kind = "Eviction",
            metadata = new { name = pod, @namespace = ns },
            deleteOptions = new { preconditions = new { uid } },
        };
        var request = new KubernetesRequest("create", HttpMethod.Post, path, "pods/eviction")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body),
            ContentType = "application/json",
        };
        (await transport.SendAsync(request, cancellationToken)).Dispose();
    }

    /// <summary>Deletes an object, and passes over what an eviction would respect.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Which object of this name; another one is left alone, with 409.</param>
    /// <param name="isDryRun">Asks, and changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeleteAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        string name,
        string uid,
        bool isDryRun,
        CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        var path = KubernetesRequest.PathOf(
            [.. resource.In(ns), KubernetesName.Name(name)],
            ("dryRun", DryRun(isDryRun))
        );
        var request = new KubernetesRequest("delete", HttpMethod.Delete, path, resource.Plural)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new { preconditions = new { uid } }),
            ContentType = "application/json",
        };
        (await transport.SendAsync(request, cancellationToken)).Dispose();
    }

    /// <summary>The objects that selectors choose, and then what happens to them, until it is cancelled. A connection that
    /// breaks is opened again where it broke; when the server has forgotten that place, the objects are listed anew and only
    /// the differences are told.</summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        KubernetesResource<T> resource,
        string ns,
        Selection selection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : KubernetesObject
    {
        using var watch = new Watch<T>(this, transport, options.Value, clock, resource, ns, selection);
        await foreach (var change in watch.RunAsync(cancellationToken))
        {
            yield return change;
        }
    }

    internal static async Task<T> ReadAsync<T>(
        KubernetesRequest request,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(KubernetesJson.Options, cancellationToken)
                ?? throw new JsonException("the answer is null");
        }
        catch (JsonException error)
        {
            throw KubernetesException.Unreadable(request, error);
        }
    }

    private static string? DryRun(bool isDryRun) => isDryRun ? "All" : null;
}

/// <summary>Some objects of a namespace.</summary>
/// <param name="Labels">A label selector; null for any.</param>
/// <param name="Fields">A field selector; null for any.</param>
internal sealed record Selection(string? Labels = null, string? Fields = null)
{
    /// <summary>All of them.</summary>
    public static Selection All { get; } = new();

    /// <summary>The one of this name.</summary>
    public static Selection Named(string name) => new(Fields: $"metadata.name={KubernetesName.Name(name)}");
}

/// <summary>A page of objects.</summary>
internal sealed record KubernetesList<T>
    where T : KubernetesObject
{
    public ListMetadata Metadata { get; init; } = new();

    public IReadOnlyList<T> Items { get; init; } = [];
}

internal sealed record ListMetadata
{
    /// <summary>The version at which it was taken: a watch goes on from here.</summary>
    public string ResourceVersion { get; init; } = "";
}
