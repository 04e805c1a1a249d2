using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Files;

namespace Monolith.Platform.Security;

/// <summary>The wrapping key in the file <c>secrets/wrapping.key</c> of the data folder, for its owner to read, made on first use.</summary>
internal sealed class FileSecretKeys(DataFolder data) : ISecretKeys
{
    private const string FileName = "wrapping.key";
    private readonly Lock _lock = new();
    private SecretKey? _key;

    public Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _key ??= ReadOrMake(Path.Combine(data.Sub("secrets"), FileName));
            return Task.FromResult(_key);
        }
    }

    private static SecretKey ReadOrMake(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                Make(file);
            }

            return SecretKeyText.Read(File.ReadAllText(file), $"the file {file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SecretKeyUnavailableException($"The file {file} could not be read or made: {exception.Message}");
        }
    }

    /// <summary>Makes the file whole or not at all: a key that lost its end in a power cut would take everything with it.</summary>
    private static void Make(string file)
    {
        var draft = $"{file}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(SecretKeyText.Random()));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was quicker: its key is the one.
            File.Delete(draft);
        }

        DurableFiles.SyncFolder(Path.GetDirectoryName(file)!);
    }
}

/// <summary>A key as a file or a secret store holds it: base64 of 32 bytes, as <c>openssl rand -base64 32</c> writes it.</summary>
internal static class SecretKeyText
{
    /// <summary>A new one.</summary>
    public static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretKey.Length)) + "\n";

    /// <summary>Reads one.</summary>
    /// <exception cref="SecretKeyUnavailableException">It is none.</exception>
    public static SecretKey Read(string text, string where)
    {
        Span<byte> key = stackalloc byte[SecretKey.Length];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == SecretKey.Length
            ? new SecretKey(key)
            : throw new SecretKeyUnavailableException(
                $"What stands in {where} is no key: put the output of 'openssl rand -base64 32' there."
            );
    }
}
