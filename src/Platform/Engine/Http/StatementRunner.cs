using System.Buffers;
using System.Text;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Runs one statement on a connection and writes its result. Blocks: never on a thread of the pool.</summary>
internal static class StatementRunner
{
    private const int InsertPieceBytes = 256 * 1024;

    /// <summary>Runs the statement.</summary>
    /// <exception cref="EngineException">It failed, perhaps after a part of the result was written.</exception>
    public static void Run(
        EngineConnection connection,
        EngineRequest request,
        EngineResponse response,
        CancellationToken clientGone
    )
    {
        if (request.IsReadOnly && request.Statement.Kind is StatementKind.InsertData or StatementKind.InsertSelect)
        {
            throw Refusal.ReadOnly();
        }

        StatementGuard.Check(request.Sql.Span, isSystem: request.LogComment.StartsWith("*|", StringComparison.Ordinal));
        if (request.Statement.Kind == StatementKind.InsertData)
        {
            Insert(connection, request, response, clientGone);
            return;
        }

        RequireOneStatement(connection, request);
        if (CanStream(request))
        {
            Stream(connection, request, response, clientGone);
        }
        else
        {
            Whole(connection, request, response);
        }
    }

    // A stream tells of its error after its status, and never exactly how much it read.
    private static bool CanStream(EngineRequest request) =>
        !request.WaitsForEnd
        && request.Statement is { Kind: StatementKind.Select, WithTotals: false }
        && Formats.CanStream(request.Format);

    // The data goes to the engine apart from the statement. Data inside a statement's text ends at the first blank line
    // for the engine, and what follows would be run as SQL.
    private static void Insert(
        EngineConnection connection,
        EngineRequest request,
        EngineResponse response,
        CancellationToken clientGone
    )
    {
        using var insert = connection.Insert(
            request.Sql.Span,
            Encoding.ASCII.GetBytes(request.Statement.Format!),
            request.Parameters
        );
        var buffer = ArrayPool<byte>.Shared.Rent(InsertPieceBytes);
        try
        {
            while (request.Data.Read(buffer) is > 0 and var length)
            {
                clientGone.ThrowIfCancellationRequested();
                insert.Append(buffer.AsSpan(0, length));
            }

            response.Complete(insert.Finish());
        }
        catch
        {
            insert.Cancel();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Stream(
        EngineConnection connection,
        EngineRequest request,
        EngineResponse response,
        CancellationToken clientGone
    )
    {
        using var stream = connection.Stream(
            request.Sql.Span,
            Encoding.UTF8.GetBytes(request.DefaultFormat),
            request.Parameters
        );
        var headerLength = 0;
        while (stream.Next() is { } piece)
        {
            using (piece)
            {
                clientGone.ThrowIfCancellationRequested();
                response.Write(piece.Bytes[headerLength..]);
                headerLength = RepeatedHeader.LengthIn(piece.Bytes, request.Format);
            }
        }

        response.Complete(default);
    }

    private static void Whole(EngineConnection connection, EngineRequest request, EngineResponse response)
    {
        using var result = connection.Query(
            request.Sql.Span,
            Encoding.UTF8.GetBytes(request.DefaultFormat),
            request.Parameters
        );
        response.CompleteWith(result.Bytes, result.Summary);
    }

    private static void RequireOneStatement(EngineConnection connection, EngineRequest request)
    {
        var analysis = connection.Analyse(request.Sql.Span);
        if (analysis.Statements == 0)
        {
            // The parser of inserts tells what is wrong and, unlike that of queries, runs nothing before the mistake.
            connection.Insert(request.Sql.Span, default, request.Parameters).Dispose();
            throw Refusal.Syntax("The statement cannot be understood");
        }

        if (analysis.Statements > 1)
        {
            throw Refusal.SeveralStatements();
        }

        if (request.Statement.Kind == StatementKind.Select && analysis.Class == StatementClass.Control)
        {
            // A SELECT that is more than a read writes its result somewhere else.
            throw Refusal.Outfile();
        }

        if (request.IsReadOnly && analysis.Class != StatementClass.Read)
        {
            throw Refusal.ReadOnly();
        }
    }
}
