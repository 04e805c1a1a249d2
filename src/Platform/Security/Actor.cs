using System.Security.Claims;

namespace Monolith.Platform.Security;

/// <summary>Who does something.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Name">The name of a key's holder, or of the part of the system: <c>admin-key</c>, <c>alerting</c>.</param>
public sealed record Actor(ActorKind Kind, string Name)
{
    /// <summary>A part of the system that acts by itself.</summary>
    public static Actor System(string name) => new(ActorKind.System, name);

    /// <summary>Who is calling.</summary>
    /// <exception cref="InvalidOperationException">The caller has no name: the endpoint forgot to ask for a permission.</exception>
    public static Actor Of(ClaimsPrincipal caller) =>
        new(
            ActorKind.Caller,
            caller.FindFirstValue(ClaimTypes.Name) ?? throw new InvalidOperationException("The caller has no name.")
        );
}

/// <summary>What kind of actor somebody is.</summary>
public enum ActorKind
{
    /// <summary>Somebody who came in by a door.</summary>
    Caller,

    /// <summary>A part of the system.</summary>
    System,
}
