namespace Monolith.Ingest.Grpc;

/// <summary>Marks the connections of the gRPC port.</summary>
internal sealed class GrpcConnection
{
    public static readonly GrpcConnection Instance = new();

    private GrpcConnection() { }
}
