namespace Monolith.Platform.Outgoing;

/// <summary>A name leads to no address that an <see cref="AddressGuard"/> allows. Nothing was sent.</summary>
public sealed class AddressRefusedException(string host)
    : IOException($"'{host}' has no address that may be connected to.");
