using System.Security.Claims;

namespace Monolith.Platform.Security;

/// <summary>Somebody whom a door has let in. Made once for each key or session and shared by its requests: it is not changed
/// afterwards.</summary>
/// <param name="scheme">The door.</param>
/// <param name="scope">What of the tenant's telemetry they may see.</param>
public sealed class CallerIdentity(string scheme, DataScope scope) : ClaimsIdentity(scheme)
{
    /// <summary>What of the tenant's telemetry they may see.</summary>
    public DataScope Scope => scope;
}
