namespace Monolith.Audit.Export;

/// <summary>Where an export goes: a folder, an archive, a bucket. Names are relative, with slashes between (<see cref="ExportLayout"/>).</summary>
internal interface IExportTarget
{
    /// <summary>Writes an object. It is durable when this returns; writing the same again changes nothing.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>Where an export is read from.</summary>
internal interface IExportSource
{
    /// <summary>The names that begin with a prefix, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>An object; null when it is not there.</summary>
    Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken);
}
