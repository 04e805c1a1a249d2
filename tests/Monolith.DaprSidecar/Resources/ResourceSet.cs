namespace Monolith.DaprSidecar.Resources;

/// <summary>Everything that files, text and defaults say about one app's sidecar.</summary>
internal sealed class ResourceSet
{
    private static readonly Component[] Defaults =
    [
        Plain("pubsub", "pubsub.in-memory"),
        Plain("statestore", "state.in-memory", ("actorStateStore", "true")),
        Plain("secretstore", "secretstores.kubernetes"),
        Plain("configstore", "configuration.redis"),
        Plain("lockstore", "lock.redis"),
    ];

    private readonly SidecarOptions _options;
    private readonly Dictionary<string, Component> _components = new(StringComparer.Ordinal);
    private readonly List<Subscription> _subscriptions = [];
    private readonly List<Yaml> _resiliency = [];

    private ResourceSet(SidecarOptions options) => _options = options;

    public IReadOnlyCollection<Component> Components => _components.Values;

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>The <c>spec</c> of every Resiliency resource.</summary>
    public IReadOnlyList<Yaml> Resiliency => _resiliency;

    /// <summary>The <c>spec</c> of the Configuration resource; empty without one.</summary>
    public Yaml Configuration { get; private set; }

    /// <exception cref="ResourceException">A component is of an unknown type, or refers to a secret that is not there.</exception>
    public static ResourceSet Load(SidecarOptions options)
    {
        var set = new ResourceSet(options);
        foreach (var component in options.ResourcesPaths.Count == 0 ? Defaults : [])
        {
            set._components[component.Name] = component;
        }

        var files = options.ResourcesPaths.SelectMany(Files).Concat(options.ConfigPath is { } config ? [config] : []);
        var documents = files.Select(File.ReadAllText).Append(options.Resources ?? "").SelectMany(Yaml.Read).ToList();

        // Stores of secrets come first: other components refer to them.
        foreach (var document in documents.OrderBy(document => IsSecretStore(document) ? 0 : 1))
        {
            set.Add(document);
        }

        return set;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(file =>
                file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal);

    private static bool IsSecretStore(Yaml document) =>
        document["spec"]["type"].Text?.StartsWith("secretstores.", StringComparison.Ordinal) == true;

    private static Component Plain(string name, string type, params (string Key, string Value)[] metadata) =>
        new(name, type, "v1", metadata.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal));

    private void Add(Yaml document)
    {
        var scopes = document["scopes"].Items.Select(scope => scope.Text).ToList();
        if (scopes.Count > 0 && !scopes.Contains(_options.AppId))
        {
            return;
        }

        var spec = document["spec"];
        switch (document["kind"].Text)
        {
            case "Component":
                AddComponent(document);
                break;
            case "Subscription":
                _subscriptions.Add(Subscription.Read(spec));
                break;
            case "Resiliency":
                _resiliency.Add(spec);
                break;
            case "Configuration":
                Configuration = spec;
                break;
            case var other:
                _options.Log.WriteLine($"A resource of kind {other} is passed over.");
                break;
        }
    }

    private void AddComponent(Yaml document)
    {
        var (name, type) = (document["metadata"]["name"].Text ?? "", document["spec"]["type"].Text ?? "");
        try
        {
            if (!ComponentTypes.IsPlayed(type))
            {
                throw new ResourceException($"Component {name}: the type {type} is unknown.");
            }

            if (!ComponentTypes.IsReal(type))
            {
                _options.Log.WriteLine($"Component {name}: {type} is played in memory.");
            }

            var metadata = document["spec"]
                ["metadata"]
                .Items.ToDictionary(
                    entry => entry["name"].Text ?? "",
                    entry => Value(entry, document["auth"]["secretStore"].Text),
                    StringComparer.Ordinal
                );
            _components[name] = new Component(name, type, document["spec"]["version"].Text ?? "v1", metadata);
        }
        catch (ResourceException error) when (document["spec"]["ignoreErrors"].IsTrue)
        {
            _options.Log.WriteLine($"{error.Message} It is left out.");
        }
    }

    private string Value(Yaml entry, string? secretStore)
    {
        if (entry["envRef"].Text is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) ?? "";
        }

        var reference = entry["secretKeyRef"];
        return reference.Exists ? Secret(reference, secretStore) : entry["value"].Text ?? "";
    }

    private string Secret(Yaml reference, string? secretStore)
    {
        var name = reference["name"].Text ?? "";
        var key = reference["key"].Text ?? name;
        return
            _components.TryGetValue(secretStore ?? "", out var component)
            && Secrets.SecretStore.Open(component, _options).TryGet(name, out var secret)
            && secret.TryGetValue(key, out var value)
            ? value
            : throw new ResourceException($"The secret {name}/{key} is not in the store '{secretStore}'.");
    }
}
