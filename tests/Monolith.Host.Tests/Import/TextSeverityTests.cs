using Monolith.Host.Import;

namespace Monolith.Host.Tests.Import;

public sealed class TextSeverityTests
{
    [Theory]
    [InlineData("[error] mod_jk child in error state 6", "error")]
    [InlineData("Info                  CBS    Loaded", "Info")]
    [InlineData("148 INFO dfs.DataNode: go", "INFO")]
    [InlineData("RAS KERNEL FATAL data storage interrupt", "FATAL")]
    [InlineData("warning: disk is nearly full", "warning")]
    [InlineData("t=1 level=warn msg=x", "warn")]
    [InlineData("WARN - slow", "WARN")]
    public void The_word_is_found(string line, string word) => Assert.Equal(word, TextSeverity.Find(line));

    [Theory]
    [InlineData("authentication failure; an error was not seen")]
    [InlineData("the information desk is closed")]
    [InlineData("ERROR_SUCCESS returned")]
    [InlineData("")]
    public void A_word_that_is_part_of_what_is_said_does_not_count(string line) => Assert.Null(TextSeverity.Find(line));
}
