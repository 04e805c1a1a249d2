using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction;

/// <summary>Tokens and their keys on the embedded runtime, in a folder of their own. Several worlds on one folder are replicas.</summary>
internal sealed class PrivacyWorld : IDisposable
{
    private readonly TemporaryFolder? _own;
    private readonly ServiceProvider _services;

    public PrivacyWorld(string? folder = null, ISecretKeys? secrets = null)
    {
        _own = folder is null ? new TemporaryFolder() : null;
        Folder = folder ?? _own!.Path;
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(new DataFolder(Folder));
        services.AddSingleton<TimeProvider>(Time);
        services.AddRuntime(configuration);
        services.AddPrivacy();
        if (secrets is not null)
        {
            services.AddSingleton(secrets);
        }

        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    public ManualTime Time { get; } = new();

    public KeyStore Keys => _services.GetRequiredService<KeyStore>();

    public KeyRings Rings => _services.GetRequiredService<KeyRings>();

    public IValueProtector Of(TenantId tenant) => _services.GetRequiredService<IValueProtectors>().Of(tenant);

    /// <summary>A service of theirs.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The token of a value of the default tenant.</summary>
    public string Token(TokenKind kind, string value) => Token(TenantId.Default, kind, value);

    /// <summary>The token of a value.</summary>
    public string Token(TenantId tenant, TokenKind kind, string value)
    {
        var protector = Of(tenant);
        var destination = new byte[protector.MaxTokenLength(kind)];
        var length = protector.Tokenize(kind, Encoding.UTF8.GetBytes(value), destination);
        return Encoding.UTF8.GetString(destination.AsSpan(0, length));
    }

    /// <summary>A value of the default tenant, encrypted.</summary>
    public string Encrypted(TokenKind kind, string value)
    {
        var protector = Of(TenantId.Default);
        var bytes = Encoding.UTF8.GetBytes(value);
        var destination = new byte[protector.MaxCiphertextLength(kind, bytes.Length)];
        var length = protector.Encrypt(kind, bytes, destination);
        return Encoding.UTF8.GetString(destination.AsSpan(0, length));
    }

    public void Dispose()
    {
        _services.Dispose();
        _own?.Dispose();
    }
}
