using Monolith.Processing.Routing.Sending;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>A destination, and how it goes with it on the replica that was asked.</summary>
/// <param name="Destination">As it was written. It has the names of secrets, never a secret.</param>
/// <param name="Status">How it goes; null when it was added elsewhere a moment ago.</param>
internal sealed record DestinationView(Destination Destination, DestinationStatus? Status);
