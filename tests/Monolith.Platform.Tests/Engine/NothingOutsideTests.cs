namespace Monolith.Platform.Tests.Engine;

/// <summary>A statement works on the engine's own tables. It reads and writes no file, calls no other machine and starts no
/// program, whoever sends it.</summary>
public sealed class NothingOutsideTests(EngineFixture engine) : IDisposable
{
    private readonly HttpClient _http = engine.CreateHttpClient();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("SELECT 1 INTO OUTFILE '{0}'")]
    [InlineData("SELECT 1 INTO/**/OUTFILE '{0}' FORMAT TSV")]
    [InlineData("SELECT 1 INTO\u00a0OUTFILE '{0}'")]
    [InlineData("WITH 1 AS x SELECT x INTO OUTFILE '{0}' TRUNCATE")]
    [InlineData("SHOW TABLES INTO OUTFILE '{0}'")]
    [InlineData("INSERT INTO FUNCTION file('{0}', 'TSV', 'a String') VALUES ('x')")]
    [InlineData("INSERT INTO FUNCTION file('{0}', 'TSV', 'a String') SELECT 'x'")]
    [InlineData("SELECT 'x' AS a FORMAT Protobuf SETTINGS output_format_schema = '{0}'")]
    [InlineData("CREATE TABLE outside_rocks (a UInt64) ENGINE = EmbeddedRocksDB(0, '{0}') PRIMARY KEY a")]
    [InlineData("BACKUP DATABASE default TO File('{0}')")]
    public async Task No_statement_writes_a_file(string sql)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("stolen");

        await _http.FailAsync(string.Format(sql, file));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("SELECT * FROM file('{0}', 'LineAsString')")]
    [InlineData("SELECT file('{0}')")]
    [InlineData("SELECT `file`('{0}')")]
    [InlineData("SELECT \"fi\\x6ce\"('{0}')")]
    [InlineData("SELECT arrayMap(file, ['{0}'])")]
    [InlineData("SELECT * APPLY(file) FROM (SELECT '{0}')")]
    [InlineData("SELECT * APPLY file FROM (SELECT '{0}')")]
    [InlineData("SELECT /* /* */ ' */ file/**/('{0}') -- '")]
    [InlineData("SELECT 1 AS x$$, file('{0}') AS y$$")]
    [InlineData("SELECT 1 // '\n, file('{0}') // '")]
    [InlineData("SELECT \u2018'\u2019, file('{0}'), \u2018'\u2019")]
    [InlineData("SELECT * FROM eval('SELECT file(''{0}'')')")]
    [InlineData("SELECT * FROM eval('SELECT file(''{0}'')') SETTINGS allow_experimental_eval_table_function = 1")]
    [InlineData("SELECT 1 FORMAT Template SETTINGS format_template_row = '{0}'")]
    [InlineData("SELECT * FROM format(Template, 'x') SETTINGS format_template_row = '{0}'")]
    [InlineData("INSERT INTO outside_source VALUES (file('{0}'))")]
    [InlineData("INSERT INTO outside_source FROM INFILE '{0}' FORMAT LineAsString")]
    [InlineData("INSERT INTO outside_source FROM /* */ INFILE '{0}' FORMAT LineAsString")]
    [InlineData("CREATE TABLE outside_file (a String) ENGINE = File(TSV, '{0}')")]
    [InlineData("CREATE TABLE outside_default (a String DEFAULT file('{0}')) ENGINE = Memory")]
    [InlineData("CREATE DATABASE outside ENGINE = Filesystem('/')")]
    public async Task No_statement_reads_a_file(string sql)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("secret");
        await File.WriteAllTextAsync(file, "the secret");
        await _http.AskAsync("CREATE TABLE IF NOT EXISTS outside_source (s String) ENGINE = Memory");

        var error = await _http.FailAsync(string.Format(sql, file));

        Assert.DoesNotContain("the secret", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')")]
    [InlineData("SELECT * FROM s3('http://127.0.0.1:1/b/k', 'LineAsString', 'a String')")]
    [InlineData("SELECT * FROM remote('127.0.0.1:1', 'system.one')")]
    [InlineData("SELECT * FROM mysql('127.0.0.1:1', 'd', 't', 'u', 'p')")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 'a String')")]
    [InlineData("CREATE TABLE outside_program (a String) ENGINE = Executable('id', TSV)")]
    [InlineData("CREATE TABLE outside_url (a String) ENGINE = URL('http://127.0.0.1:1/', TSV)")]
    [InlineData("CREATE TABLE outside_remote (a String) ENGINE = Distributed('c', 'd', 't')")]
    [InlineData("CREATE NAMED COLLECTION outside AS a = 'b'")]
    [InlineData("CREATE USER outside")]
    [InlineData("SYSTEM SHUTDOWN")]
    public async Task No_statement_calls_another_machine_or_program_or_ends_this_one(string sql)
    {
        var error = await _http.FailAsync(sql);

        Assert.Contains(error.Code, new[] { 1, 36, 497 });
    }

    [Fact]
    public async Task A_column_may_be_called_file()
    {
        Assert.Equal("1\n", await _http.AskAsync("SELECT t.file FROM (SELECT 1 AS file) AS t"));
    }
}
