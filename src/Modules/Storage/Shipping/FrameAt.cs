using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>A frame and where it lies.</summary>
/// <param name="Segment">The segment. It stays until the frame is confirmed.</param>
/// <param name="Offset">Where the frame begins.</param>
/// <param name="Header">Its header.</param>
internal sealed record FrameAt(Segment Segment, long Offset, FrameHeader Header);
