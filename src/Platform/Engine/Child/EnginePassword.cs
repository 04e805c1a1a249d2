using System.Security.Cryptography;

namespace Monolith.Platform.Engine.Child;

/// <summary>The password of the engine's second door.</summary>
internal static class EnginePassword
{
    private const int Letters = 32;

    /// <summary>The configured password, or one that is made once and kept in the engine's folder for its owner to read.</summary>
    public static string For(string folder, string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return configured;
        }

        var file = Path.Combine(folder, "password");
        if (!File.Exists(file))
        {
            var made = RandomNumberGenerator.GetString(
                "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
                Letters
            );
            using var stream = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            using var writer = new StreamWriter(stream);
            writer.WriteLine(made);
        }

        return File.ReadAllText(file).Trim() is { Length: > 0 } kept
            ? kept
            : throw new EngineStartException($"'{file}' is empty: delete it, and a new password is made.");
    }
}
