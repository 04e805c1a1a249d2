namespace Monolith.Workflows.Tests.Documents;

/// <summary>Where the documented activity puts certificates. A repeated request is told by its id.</summary>
internal interface ICertificateHolder
{
    Task InstallAsync(string certificate, string requestId, CancellationToken cancellationToken);
}
