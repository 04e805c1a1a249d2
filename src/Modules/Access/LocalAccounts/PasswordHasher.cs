using System.Globalization;
using System.Security.Cryptography;
using Monolith.Platform.Problems;

namespace Monolith.Access.LocalAccounts;

/// <summary>
/// Makes of passwords what is kept of them: PBKDF2 with HMAC-SHA-512, as <c>$pbkdf2-sha512$i=ITERATIONS$SALT$HASH</c>. The text says
/// how it was made, so that the work can grow with machines. Thread-safe.
/// </summary>
/// <param name="iterations">The work; as OWASP's cheat sheet on storing passwords has it for this function.</param>
internal sealed class PasswordHasher(int iterations = PasswordHasher.Recommended) : IDisposable
{
    public const int Recommended = 210_000;

    private const string Name = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Guesses from everywhere must not take all of the processor from those who send and search.
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount / 2));
    private long _runs;

    /// <summary>How often the work was done.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>What is kept of a password.</summary>
    public async Task<string> MakeAsync(string password, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = await DeriveAsync(password, salt, iterations, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"${Name}$i={iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}"
        );
    }

    /// <summary>Whether this is the password of which something was kept.</summary>
    /// <param name="kept">What was kept; null when there is nothing. Then the same work is done, and the answer is no: its time does
    /// not tell which accounts there are.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OverloadedException">Too many are being checked.</exception>
    public async Task<bool> IsAsync(string? kept, string password, CancellationToken cancellationToken)
    {
        if (kept is null)
        {
            await DeriveAsync(password, new byte[SaltBytes], iterations, cancellationToken);
            return false;
        }

        var (work, salt, hash) = Read(kept);
        return CryptographicOperations.FixedTimeEquals(
            await DeriveAsync(password, salt, work, cancellationToken),
            hash
        );
    }

    /// <summary>Whether it was made with other work than is done today.</summary>
    public bool IsOutdated(string kept) => Read(kept).Iterations != iterations;

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task<byte[]> DeriveAsync(string password, byte[] salt, int work, CancellationToken cancellationToken)
    {
        if (!await _room.WaitAsync(Patience, cancellationToken))
        {
            throw new OverloadedException("Too many passwords are being checked.", Patience);
        }

        try
        {
            Interlocked.Increment(ref _runs);
            return await Task.Run(
                () => Rfc2898DeriveBytes.Pbkdf2(password, salt, work, HashAlgorithmName.SHA512, HashBytes),
                cancellationToken
            );
        }
        finally
        {
            _room.Release();
        }
    }

    private static (int Iterations, byte[] Salt, byte[] Hash) Read(string kept) =>
        kept.Split('$') is ["", Name, ['i', '=', .. var work], var salt, var hash]
            ? (
                int.Parse(work, NumberStyles.None, CultureInfo.InvariantCulture),
                Convert.FromBase64String(salt),
                Convert.FromBase64String(hash)
            )
            : throw new FormatException("What is kept of a password is of no known form.");
}
