using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Export;

/// <summary>How an export is written.</summary>
internal abstract class ExportFormat
{
    /// <summary>The whole map of attributes, where fields are named.</summary>
    public const string Attributes = "attributes";

    /// <summary>The whole map of the resource's attributes, where fields are named.</summary>
    public const string Resource = "resource";

    /// <summary>What a reader takes it for.</summary>
    public abstract string ContentType { get; }

    /// <summary>How the names of such files end.</summary>
    public abstract string Extension { get; }

    /// <summary>The engine's format that comes nearest.</summary>
    public abstract string EngineFormat { get; }

    /// <summary>What stands before the first record.</summary>
    public virtual ReadOnlyMemory<byte> Head => default;

    /// <summary>What is asked of the engine.</summary>
    public abstract string Columns(SqlValues values);

    /// <summary>Hands the engine's answer on.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="target">Where to.</param>
    /// <param name="countRows">Is told of records when they are written: the caller may go away in the midst of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many bytes were written.</returns>
    public abstract Task<long> CopyAsync(
        Stream answer,
        Stream target,
        Action<int> countRows,
        CancellationToken cancellationToken
    );

    /// <summary>A field as text, empty where there is none.</summary>
    protected static string Text(string name, SqlValues values) =>
        name is Attributes or Resource
            ? $"toJSONString({name})"
            : new RecordFields(values).Field(new LogField(name)).Text;

    /// <summary>A field as what it is, NULL where there is none.</summary>
    protected static string Shown(string name, SqlValues values) =>
        name is Attributes or Resource ? name : new RecordFields(values).Field(new LogField(name)).Shown;
}
