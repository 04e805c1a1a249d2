using Google.Protobuf;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>Messages with a oneof member that nobody knows yet, as a later sidecar may send them.</summary>
internal static class UnknownMembers
{
    // Field 100, length-delimited, with an empty message as its value.
    private static readonly byte[] Unknown = [0xa2, 0x06, 0x00];

    public static WorkItem WorkItem() => Protocol.WorkItem.Parser.ParseFrom(Unknown);

    public static HistoryEvent HistoryEvent()
    {
        var e = new HistoryEvent { EventId = -1 };
        e.MergeFrom(Unknown);
        return e;
    }
}
