namespace Monolith.Deployment.Tests.Docker;

public sealed class DockerfileTests
{
    private static readonly Dockerfile Ours = Dockerfile.Parse(Repository.Read("Dockerfile"));

    private static readonly string[] Allowed =
    [
        .. Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]),
    ];

    [Fact]
    public void What_is_copied_is_there() => Assert.Empty(Ours.MissingSources(Exists));

    [Fact]
    public void What_is_copied_is_sent_to_the_builder() =>
        Assert.Empty(
            Ours.MissingSources(source =>
                Allowed.Any(a => source == a || source.StartsWith($"{a}/", StringComparison.Ordinal))
            )
        );

    [Fact]
    public void Only_what_is_needed_is_sent_to_the_builder() =>
        Assert.Equal(
            "*",
            Repository.Read(".dockerignore").Split('\n').First(line => line.Length > 0 && line[0] != '#')
        );

    [Fact]
    public void Base_images_are_pinned() => Assert.Empty(Ours.MovingImages());

    [Fact]
    public void Stages_that_are_copied_from_exist() => Assert.Empty(Ours.UnknownStages());

    [Fact]
    public void The_image_runs_as_the_user_that_the_manifests_name()
    {
        Assert.Equal("1654:1654", Ours.Last("USER"));
        Assert.Contains("runAsUser: 1654", Repository.Read("k8s/base/pod/pod.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_ends_in_peace_keeps_data_apart_and_is_probed()
    {
        Assert.Equal("SIGTERM", Ours.Last("STOPSIGNAL"));
        Assert.Equal("""["/data"]""", Ours.Last("VOLUME"));
        Assert.Contains("Monolith__DataPath=/data", Ours.Last("ENV"), StringComparison.Ordinal);
        Assert.Contains("/healthz/ready", Ours.Last("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.Equal("""["/app/monolith"]""", Ours.Last("ENTRYPOINT"));
    }

    [Fact]
    public void The_SDK_is_one_that_global_json_takes() =>
        Assert.Contains("dotnet/sdk:10.0.4", Repository.Read("Dockerfile"), StringComparison.Ordinal);

    [Fact]
    public void The_rules_about_Dockerfiles_can_fail()
    {
        var dockerfile = Dockerfile.Parse(
            """
            ARG BASE_IMAGE=nginx:latest
            FROM node:20 AS build
            # COPY comment.txt ./
            COPY there.txt \
                 missing.txt ./
            COPY --from=bulid /a /b
            """
        );

        Assert.Equal(["missing.txt"], dockerfile.MissingSources(source => source == "there.txt"));
        Assert.Equal(2, dockerfile.MovingImages().Count());
        Assert.Equal(["bulid"], dockerfile.UnknownStages());
    }

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return File.Exists(full) || Directory.Exists(full);
    }
}
