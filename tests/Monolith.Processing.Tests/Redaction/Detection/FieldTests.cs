namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class FieldTests
{
    [Theory]
    [InlineData("{\"password\":\"hunter2\",\"a\":1}", "{\"password\":\"[secret]\",\"a\":1}")]
    [InlineData("{\"db_password\" : \"a b \\\" c\"}", "{\"db_password\" : \"[secret]\"}")]
    [InlineData(
        "{\"request\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}",
        "{\"request\":\"{\\\"password\\\":\\\"[secret]\\\"}\"}"
    )]
    [InlineData("{\"clientSecret\":{\"a\":\"b\"},\"x\":2}", "{\"clientSecret\":\"[secret]\",\"x\":2}")]
    [InlineData("{\"pin\":1234}", "{\"pin\":\"[secret]\"}")]
    [InlineData("{\"token\":\"cut in the midd", "{\"token\":\"[secret]")]
    [InlineData("password=hunter2 user=anna", "password=[secret] user=anna")]
    [InlineData("password = 'hunter 2';", "password = '[secret]';")]
    [InlineData("GET /?api_key=abc&q=1", "GET /?api_key=[secret]&q=1")]
    [InlineData("Authorization: Bearer abcdefgh.ijkl x", "Authorization: [credentials] x")]
    [InlineData("Cookie: a=b; c=d\nHost: x", "Cookie: [credentials]\nHost: x")]
    [InlineData("\"set-cookie\":[\"a=b\",\"c=d\"]}", "\"set-cookie\":\"[credentials]\"}")]
    [InlineData("<user><password>hunter2</password></user>", "<user><password>[secret]</password></user>")]
    [InlineData("{:password=>\"hunter2\"}", "{:password=>\"[secret]\"}")]
    [InlineData("password == other", "password == other")]
    [InlineData("{\"token\":null,\"secret\":\"\",\"pwd\":\"***\"}", "{\"token\":null,\"secret\":\"\",\"pwd\":\"***\"}")]
    [InlineData("Failed password for root from here", "Failed password for root from here")]
    [InlineData(
        "tokens: 12, shopping: yes, password_changed_at: today",
        "tokens: 12, shopping: yes, password_changed_at: today"
    )]
    public void A_field_whose_name_says_so_is_covered_without_being_looked_at(string text, string expected) =>
        Assert.Equal(expected, Some.Redactor().Redacted(text));
}
