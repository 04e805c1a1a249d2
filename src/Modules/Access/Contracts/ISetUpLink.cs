namespace Monolith.Access.Contracts;

/// <summary>The way in for the first one, while nobody is the owner.</summary>
public interface ISetUpLink
{
    /// <summary>Makes a link that lets somebody become the owner, once and within an hour. It is for the eyes of who starts the host: it
    /// must not be kept in a log.</summary>
    /// <param name="address">Where the host is reached, unless it is configured.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is an owner, or nobody can have an account.</returns>
    Task<string?> MakeAsync(string address, CancellationToken cancellationToken);
}
