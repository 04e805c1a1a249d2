namespace Monolith.Workflows.Tests.Documents;

public sealed class DocumentedWorkflowTests
{
    [Fact]
    public void The_guide_shows_the_code_that_is_compiled_here()
    {
        var code = Repository.Read("tests/Monolith.Workflows.Tests/Documents/RenewCertificate.cs");

        var shown = code[code.IndexOf("internal sealed class", StringComparison.Ordinal)..].TrimEnd();

        Assert.Contains(shown, Repository.Read("docs/workflows.md"), StringComparison.Ordinal);
    }
}
