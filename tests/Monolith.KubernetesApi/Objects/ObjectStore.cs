using System.Globalization;
using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Objects;

/// <summary>
/// The objects, their versions and what happened to them. An object in it is never changed, only replaced, so that it may be
/// read without the lock once it was found. All methods are called with <see cref="Gate"/> held.
/// </summary>
internal sealed class ObjectStore(TimeProvider clock)
{
    private readonly Dictionary<(ResourceType Type, string Namespace, string Name), JsonObject> _objects = [];
    private readonly List<Change> _history = [];
    private readonly List<Action<Change>> _watchers = [];

    public Lock Gate { get; } = new();

    /// <summary>The version of the last change.</summary>
    public long Version { get; private set; } = 1000;

    /// <summary>Changes up to this version are forgotten.</summary>
    public long ForgottenUpTo { get; private set; }

    public JsonObject? Find(ResourceType type, string ns, string name) => _objects.GetValueOrDefault((type, ns, name));

    /// <summary>Objects of a kind by name, in one namespace or in all.</summary>
    public IReadOnlyList<JsonObject> List(ResourceType type, string? ns = null) =>
        [
            .. _objects
                .Where(entry => entry.Key.Type == type && (ns is null || entry.Key.Namespace == ns))
                .OrderBy(entry => entry.Key.Namespace, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Name, StringComparer.Ordinal)
                .Select(entry => entry.Value),
        ];

    /// <summary>Keeps a new object: gives it its uid and its first version.</summary>
    public JsonObject Add(ResourceType type, JsonObject item)
    {
        Stamp(type, item);
        return Commit(type, ChangeType.Added, item, before: null);
    }

    /// <summary>What <see cref="Add"/> makes of an object before it keeps it.</summary>
    public void Stamp(ResourceType type, JsonObject item)
    {
        var now = clock.GetUtcNow();
        item["apiVersion"] = type.ApiVersion;
        item["kind"] = type.Kind;
        var metadata = item.Child("metadata");
        metadata["uid"] = Guid.CreateVersion7(now).ToString();
        metadata["creationTimestamp"] = Timestamp(now);
        if (type.HasGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>Replaces an object. One that is the same makes no new version; another spec makes a new generation.</summary>
    public JsonObject Replace(ResourceType type, JsonObject item)
    {
        var before = Find(type, item.Namespace(), item.Name())!;
        Regenerate(type, before, item);
        return JsonNode.DeepEquals(before, item) ? before : Commit(type, ChangeType.Modified, item, before);
    }

    /// <summary>Counts the generation on when the spec is another one. The version is the server's to say.</summary>
    public static void Regenerate(ResourceType type, JsonObject before, JsonObject item)
    {
        item.Child("metadata")["resourceVersion"] = before.Text("metadata", "resourceVersion");
        if (type.HasGeneration)
        {
            var isNew = !JsonNode.DeepEquals(before["spec"], item["spec"]);
            item.Child("metadata")["generation"] = before.Int("metadata", "generation") + (isNew ? 1 : 0);
        }
    }

    /// <summary>Changes an object as controllers do: whatever its version is.</summary>
    public JsonObject Change(ResourceType type, JsonObject item, Action<JsonObject> change)
    {
        var next = (Find(type, item.Namespace(), item.Name()) ?? item).Copy();
        change(next);
        return Replace(type, next);
    }

    public void Remove(ResourceType type, JsonObject item)
    {
        if (_objects.Remove((type, item.Namespace(), item.Name()), out var last))
        {
            var gone = last.Copy();
            Version++;
            gone.Child("metadata")["resourceVersion"] = Text(Version);
            Tell(new Change(Version, ChangeType.Deleted, type, gone, last));
        }
    }

    /// <summary>What happened after a version.</summary>
    public IReadOnlyList<Change> Since(long version) => [.. _history.Where(change => change.Version > version)];

    /// <summary>Forgets what happened so far, as etcd does when it is compacted.</summary>
    public void Forget()
    {
        // Something happens first, so that whoever has read everything is too late as well.
        ForgottenUpTo = Version++;
        _history.Clear();
    }

    /// <summary>Has every change told, until the answer is disposed of.</summary>
    public IDisposable Watch(Action<Change> watcher)
    {
        _watchers.Add(watcher);
        return new Subscription(this, watcher);
    }

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private JsonObject Commit(ResourceType type, ChangeType change, JsonObject item, JsonObject? before)
    {
        Version++;
        item.Child("metadata")["resourceVersion"] = Text(Version);
        _objects[(type, item.Namespace(), item.Name())] = item;
        Tell(new Change(Version, change, type, item, before));
        return item;
    }

    private void Tell(Change change)
    {
        _history.Add(change);
        foreach (var watcher in _watchers)
        {
            watcher(change);
        }
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private sealed class Subscription(ObjectStore store, Action<Change> watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (store.Gate)
            {
                store._watchers.Remove(watcher);
            }
        }
    }
}

/// <summary>Something that happened to an object.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Type">The kind of object.</param>
/// <param name="Item">The object since then; when it was deleted, as it was at last.</param>
/// <param name="Before">The object until then; null for a new one.</param>
internal sealed record Change(long Version, ChangeType Kind, ResourceType Type, JsonObject Item, JsonObject? Before);

/// <summary>What happened to an object.</summary>
internal enum ChangeType
{
    Added,
    Modified,
    Deleted,
}
