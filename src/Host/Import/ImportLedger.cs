using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Monolith.Host.Import;

/// <summary>How far a file has been imported: everything before <paramref name="Offset"/> is acknowledged.</summary>
/// <param name="File">The full path.</param>
/// <param name="Fingerprint">A hash of the file's first bytes.</param>
/// <param name="FingerprintBytes">Of how many bytes that is the hash.</param>
/// <param name="Size">The file's size on disk when this was written. A smaller file is another file.</param>
/// <param name="Offset">Bytes of the content, decompressed.</param>
/// <param name="Lines">Lines before the offset.</param>
/// <param name="Time">Which times its records got.</param>
/// <param name="Shift">How far <see cref="ImportTime.Shift"/> moves them.</param>
internal sealed record ImportMark(
    string File,
    string Fingerprint,
    int FingerprintBytes,
    long Size,
    long Offset,
    long Lines,
    ImportTime Time,
    TimeSpan Shift
);

/// <summary>Remembers between runs how far each file has been imported into each server.</summary>
/// <param name="folder">One small file for each import is kept here.</param>
/// <param name="server">The server that the records go to.</param>
internal sealed class ImportLedger(string folder, Uri server)
{
    /// <summary>Where programs keep what they remember: <c>$XDG_STATE_HOME</c>, or <c>~/.local/state</c>.</summary>
    public static string DefaultFolder
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            return Path.Combine(
                string.IsNullOrEmpty(state) ? Path.Combine(home, ".local", "state") : state,
                "monolith",
                "imports"
            );
        }
    }

    /// <returns>
    /// How far this very file has come, or null when it is new, when another file now has its name, or when its records
    /// got other times: whoever asks for other times wants them again.
    /// </returns>
    public ImportMark? Find(ImportSource source, ImportTime time)
    {
        if (source.Path is null || !File.Exists(MarkPath(source.Path)))
        {
            return null;
        }

        var mark = JsonSerializer.Deserialize<ImportMark>(File.ReadAllBytes(MarkPath(source.Path)));
        var isSameFile =
            mark is not null
            && mark.Time == time
            && source.Length >= mark.Size
            && source.Fingerprint(mark.FingerprintBytes).Hash.Equals(mark.Fingerprint, StringComparison.Ordinal);
        return isSameFile ? mark : null;
    }

    /// <summary>Writes a mark so that a reader sees the old one or the new one, never half of it.</summary>
    public void Save(ImportMark mark)
    {
        Directory.CreateDirectory(folder);
        var path = MarkPath(mark.File);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(mark));
        File.Move(path + ".new", path, overwrite: true);
    }

    private string MarkPath(string file)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{file}"));
        return Path.Combine(folder, $"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}.json");
    }
}
