using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Documents;

namespace Monolith.Healing.Kubernetes.Connection;

/// <summary>A kubeconfig file. What it may say and we do not do is an error, never passed over: a connection with less
/// protection than its owner asked for is none.</summary>
internal sealed class Kubeconfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
    };
    private readonly string _path;
    private readonly Content _content;

    private Kubeconfig(string path, Content content)
    {
        _path = path;
        _content = content;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no kubeconfig. The message names file and line.</exception>
    public static Kubeconfig Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FormatException($"The kubeconfig file {path} is not there.");
        }

        try
        {
            var content = YamlDocuments.Parse(File.ReadAllText(path)) is [var document]
                ? document.Deserialize<Content>(Json)
                : null;
            return new Kubeconfig(path, content ?? throw new FormatException("there is not one document in it"));
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw new FormatException($"{path} is no kubeconfig: {error.Message}", error);
        }
    }

    /// <summary>The connection of a context.</summary>
    /// <param name="context">Its name; null for the current one.</param>
    /// <exception cref="FormatException">There is no such context, or it asks for what we do not do.</exception>
    public KubernetesConnection Connect(string? context)
    {
        var name = context ?? _content.CurrentContext;
        var chosen = Find(_content.Contexts, "context", name)?.Context ?? new ContextEntry(null, null);
        var cluster = Find(_content.Clusters, "cluster", chosen.Cluster)?.Cluster ?? new ClusterEntry();
        var user = chosen.User is null ? null : Find(_content.Users, "user", chosen.User)?.User;
        Refuse(user?.Exec, "exec plugins are not supported: use a service account's token");
        Refuse(user?.AuthProvider, "auth-provider is not supported: use a service account's token");
        Refuse(user?.Username, "user names and passwords are not supported: use a service account's token");
        Refuse(cluster.ProxyUrl, "proxy-url is not supported");
        Refuse(cluster.TlsServerName, "tls-server-name is not supported");
        if (
            !Uri.TryCreate(cluster.Server, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")
        )
        {
            throw Wrong($"the server '{cluster.Server}' is no address");
        }

        return new KubernetesConnection
        {
            Server = server,
            TrustsAnyServer = cluster.InsecureSkipTlsVerify,
            Authorities = Authorities(cluster),
            ClientCertificate = ClientCertificate(user),
            Token = user?.Token,
            TokenFile = user?.TokenFile is { } file && user.Token is null ? Beside(file) : null,
        };
    }

    private Func<X509Certificate2Collection>? Authorities(ClusterEntry cluster)
    {
        // Both at once contradict each other; kubectl refuses them too.
        if (cluster is { InsecureSkipTlsVerify: true, CertificateAuthority: not null })
        {
            throw Wrong("insecure-skip-tls-verify and certificate-authority exclude each other");
        }

        if (cluster.CertificateAuthorityData is { } data)
        {
            var pem = Certificates.Decode(data, $"{_path}: certificate-authority-data");
            return () => Certificates.OfPem(pem, _path);
        }

        return cluster.CertificateAuthority is { } file ? () => Certificates.OfFile(Beside(file)) : null;
    }

    private X509Certificate2? ClientCertificate(UserEntry? user)
    {
        var certificate = Pem(user?.ClientCertificateData, user?.ClientCertificate, "client-certificate-data");
        var key = Pem(user?.ClientKeyData, user?.ClientKey, "client-key-data");
        return (certificate, key) switch
        {
            (null, null) => null,
            ({ }, { }) => Certificates.WithKey(certificate, key, _path),
            _ => throw Wrong("a client certificate and its key go together"),
        };
    }

    private string? Pem(string? data, string? file, string what)
    {
        if (data is not null)
        {
            return Certificates.Decode(data, $"{_path}: {what}");
        }

        if (file is null)
        {
            return null;
        }

        return File.Exists(Beside(file)) ? File.ReadAllText(Beside(file)) : throw Wrong($"{file} is not there");
    }

    /// <summary>Paths in the file count from its folder.</summary>
    private string Beside(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_path))!, file);

    private T? Find<T>(IReadOnlyList<T> entries, string what, string? name)
        where T : INamed =>
        entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw Wrong(name is null ? $"no {what} is chosen" : $"there is no {what} '{name}'");

    private void Refuse(object? setting, string why)
    {
        if (setting is not null)
        {
            throw Wrong(why);
        }
    }

    private FormatException Wrong(string why) => new($"{_path}: {why}.");

    private interface INamed
    {
        string Name { get; }
    }

    private sealed record Content
    {
        public string? CurrentContext { get; init; }

        public IReadOnlyList<NamedContext> Contexts { get; init; } = [];

        public IReadOnlyList<NamedCluster> Clusters { get; init; } = [];

        public IReadOnlyList<NamedUser> Users { get; init; } = [];
    }

    private sealed record NamedContext(string Name, ContextEntry? Context) : INamed;

    private sealed record ContextEntry(string? Cluster, string? User);

    private sealed record NamedCluster(string Name, ClusterEntry? Cluster) : INamed;

    private sealed record ClusterEntry
    {
        public string? Server { get; init; }

        public string? CertificateAuthority { get; init; }

        public string? CertificateAuthorityData { get; init; }

        public bool InsecureSkipTlsVerify { get; init; }

        public string? TlsServerName { get; init; }

        public string? ProxyUrl { get; init; }
    }

    private sealed record NamedUser(string Name, UserEntry? User) : INamed;

    private sealed record UserEntry
    {
        public string? Token { get; init; }

        [JsonPropertyName("tokenFile")]
        public string? TokenFile { get; init; }

        public string? ClientCertificate { get; init; }

        public string? ClientCertificateData { get; init; }

        public string? ClientKey { get; init; }

        public string? ClientKeyData { get; init; }

        public string? Username { get; init; }

        public JsonElement? Exec { get; init; }

        public JsonElement? AuthProvider { get; init; }
    }
}
