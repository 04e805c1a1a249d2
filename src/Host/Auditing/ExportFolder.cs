using System.Formats.Tar;
using System.Net.Http.Headers;

namespace Monolith.Host.Auditing;

/// <summary>An export of an audit trail as a folder, unpacked where it was not one.</summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly bool _isOwn;

    private ExportFolder(string path, bool isOwn) => (Path, _isOwn) = (path, isOwn);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>An export in a folder or an archive.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ExportFolder> OfAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return new ExportFolder(path, isOwn: false);
        }

        await using var archive = File.OpenRead(path);
        return await UnpackAsync(archive, cancellationToken);
    }

    /// <summary>Asks a server for an export.</summary>
    /// <exception cref="IOException">It refuses.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public static async Task<ExportFolder> OfAsync(Uri server, string? key, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        if (!string.IsNullOrEmpty(key))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        var path = new Uri("api/v1/audit/export", UriKind.Relative);
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new IOException(
                $"{server} answers {(int)response.StatusCode}. Reading the trail needs a key with audit:read "
                    + "(--api-key or MONOLITH_API_KEY)."
            );
        }

        await using var archive = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await UnpackAsync(archive, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwn)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static async Task<ExportFolder> UnpackAsync(Stream archive, CancellationToken cancellationToken)
    {
        var folder = new ExportFolder(Directory.CreateTempSubdirectory("monolith-audit-").FullName, isOwn: true);
        try
        {
            await TarFile.ExtractToDirectoryAsync(archive, folder.Path, overwriteFiles: false, cancellationToken);
            return folder;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException)
        {
            folder.Dispose();
            throw new IOException("It is no archive of an export.", e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
