using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Streams;

/// <summary>A stream as a stage holds it: its days may change while the stage runs.</summary>
/// <param name="name">The name.</param>
internal sealed class RecordStream(string name)
{
    private volatile int _days;

    /// <summary>The name as records carry it.</summary>
    public ReadOnlyMemory<byte> Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>How many days its records are kept; 0 for as long as all others of the tenant.</summary>
    public ushort RetentionDays
    {
        get => (ushort)_days;
        set => _days = value;
    }
}

/// <summary>The streams of all tenants. Thread-safe.</summary>
internal sealed partial class StreamCatalog
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Name), RecordStream> _streams = new();

    /// <summary>Whether a stream may have this name.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    /// <summary>A stream, whether the tenant has said how long it is kept or not.</summary>
    public RecordStream Of(TenantId tenant, string name) =>
        _streams.GetOrAdd((tenant, name), static key => new RecordStream(key.Name));

    /// <summary>Takes over what a tenant says.</summary>
    public void Take(TenantId tenant, StreamSettings settings)
    {
        foreach (var (name, days) in settings.Streams)
        {
            Of(tenant, name).RetentionDays = (ushort)days;
        }

        foreach (var (key, stream) in _streams)
        {
            if (key.Tenant == tenant && !settings.Streams.ContainsKey(key.Name))
            {
                stream.RetentionDays = 0;
            }
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
