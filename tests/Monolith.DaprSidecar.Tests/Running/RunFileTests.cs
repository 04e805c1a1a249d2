using Monolith.DaprSidecar.Running;

namespace Monolith.DaprSidecar.Tests.Running;

public sealed class RunFileTests
{
    [Fact]
    public async Task An_app_takes_from_common_what_it_does_not_say_and_paths_begin_where_they_are_written()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("dapr.yaml"),
            """
            version: 1
            common:
              resourcesPaths: [ ./components ]
              daprHTTPMaxRequestSize: 16
              env: { A: common, B: common }
            apps:
              - appID: one
                appDirPath: ./apps/one
                appPort: 8080
                daprHTTPPort: 3500
                enableAppHealthCheck: true
                appHealthProbeInterval: 2
                command: [ dotnet, run ]
                env: { B: own }
              - appDirPath: ./apps/two
                resourcesPath: ./own
            """
        );

        var apps = RunFile.Read(folder.File("dapr.yaml"));

        var (one, two) = (apps[0], apps[1]);
        Assert.Equal(
            ("one", 8080, 3500, 16 << 20),
            (one.Sidecar.AppId, one.Sidecar.AppPort, one.Sidecar.HttpPort, one.Sidecar.MaxBodyBytes)
        );
        Assert.Equal((true, TimeSpan.FromSeconds(2)), (one.Sidecar.AppHealthCheck, one.Sidecar.AppHealthInterval));
        Assert.Equal(["dotnet", "run"], one.Command);
        Assert.Equal(("common", "own"), (one.Environment["A"], one.Environment["B"]));
        Assert.Equal([folder.File("components")], one.Sidecar.ResourcesPaths);
        Assert.Equal((folder.File("apps/one"), folder.File("apps/two")), (one.Folder, two.Folder));
        Assert.Equal(("two", null), (two.Sidecar.AppId, two.Sidecar.AppPort));
        Assert.Equal([folder.File("components"), folder.File("apps/two/own")], two.Sidecar.ResourcesPaths);
    }

    [Theory]
    [InlineData("16Mi", 16 << 20)]
    [InlineData("4Ki", 4096)]
    [InlineData("2M", 2_000_000)]
    [InlineData("123", 123)]
    public void Sizes_are_read_as_Kubernetes_writes_them(string text, int bytes) =>
        Assert.Equal(bytes, Quantity.ParseBytes(text));

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("-1Mi")]
    [InlineData("4Gi")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Quantity.ParseBytes(text));
}
