using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Gives each statement a connection: a new one, which costs a third of a millisecond, or its session's.</summary>
internal sealed class Connections(string dataPath)
{
    /// <summary>The log_comment of this process's own statements. The row policies let it see every tenant's rows.</summary>
    public const string System = "*|";

    // Every connection names the folder, or else the engine takes it for one that wants another.
    private readonly string _path = $"--path={dataPath}";

    /// <summary>The connection that starts the engine, which lives as long as it has one.</summary>
    public EngineConnection OpenFirst(string configurationFile) =>
        SignalGuard.Around(() =>
            EngineConnection.Open(
                _path,
                $"--config-file={configurationFile}",
                "--log-level=error",
                "--logger.console=1",
                LogComment(System)
            )
        );

    /// <summary>A connection for this process's own statements.</summary>
    public EngineConnection OpenForSystem() => EngineConnection.Open(_path, LogComment(System));

    /// <summary>A connection ready for the request's statement.</summary>
    public EngineConnection Open(EngineRequest request)
    {
        var connection = EngineConnection.Open(_path, LogComment(request.LogComment));
        try
        {
            Prepare(connection, request);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection for a session's first statement and those to come.</summary>
    public EngineConnection OpenForSession() => EngineConnection.Open(_path);

    /// <summary>Makes a session's connection ready for its next statement.</summary>
    /// <remarks>No readonly here: it could not be taken back. A GET in a session is checked by what its statement does.</remarks>
    public static void PrepareForNext(EngineConnection connection, EngineRequest request)
    {
        var settings = request.Settings.Where(setting => setting.Key != Settings.ReadOnly).ToList();
        settings.Add(new("log_comment", request.LogComment));
        Run(connection, Settings.Statement(settings, isReadOnly: false)!);
        if (request.Database is not null)
        {
            Run(connection, Settings.Use(request.Database));
        }
    }

    private static string LogComment(string value) => $"--log_comment={value}";

    private static void Prepare(EngineConnection connection, EngineRequest request)
    {
        if (request.Database is not null)
        {
            Run(connection, Settings.Use(request.Database));
        }

        if (Settings.Statement(request.Settings, request.IsReadOnly) is { } set)
        {
            Run(connection, set);
        }
    }

    private static void Run(EngineConnection connection, byte[] sql) =>
        connection.Query(sql, "Null"u8, QueryParameters.Empty).Dispose();
}
