using System.Text.Json;

namespace Monolith.Platform.Reference;

/// <summary>What the reference of the API says of an endpoint, beside what the router knows of it. Filled in once, when the
/// endpoint is mapped.</summary>
/// <param name="summary">What it does, in one sentence.</param>
public sealed class EndpointDescription(string summary)
{
    private readonly List<ApiParameter> _parameters = [];
    private readonly List<ApiAnswer> _answers = [];
    private readonly List<(int Status, string Slug)> _problems = [];

    /// <summary>What it does, in one sentence.</summary>
    public string Summary { get; } = summary;

    /// <summary>What else there is to know; empty when the sentence says it all.</summary>
    public string Remarks { get; private set; } = "";

    /// <summary>The methods that it answers, where it looks at them itself; empty when the router knows.</summary>
    public IReadOnlyList<string> Methods { get; private set; } = [];

    /// <summary>What it reads beside its body.</summary>
    public IReadOnlyList<ApiParameter> Parameters => _parameters;

    /// <summary>The body that it takes; null when it takes none.</summary>
    public ApiContent? Body { get; private set; }

    /// <summary>How it answers when all is well.</summary>
    public IReadOnlyList<ApiAnswer> Answers => _answers;

    /// <summary>Its own problems, beside those that every endpoint of its sort has.</summary>
    public IReadOnlyList<(int Status, string Slug)> Problems => _problems;

    /// <summary>Says more than the summary.</summary>
    public EndpointDescription Remark(string text)
    {
        Remarks = text;
        return this;
    }

    /// <summary>Names the methods that it answers, where it looks at them itself.</summary>
    public EndpointDescription ForMethods(params IReadOnlyList<string> methods)
    {
        Methods = methods;
        return this;
    }

    /// <summary>A part of the address.</summary>
    public EndpointDescription Path(string name, string meaning) => Read(new("path", name, meaning, ApiType.Text));

    /// <summary>A parameter of the query string. None is ever required.</summary>
    public EndpointDescription Query(string name, string meaning, ApiType type = ApiType.Text) =>
        Read(new("query", name, meaning, type));

    /// <summary>A header.</summary>
    public EndpointDescription Header(string name, string meaning) => Read(new("header", name, meaning, ApiType.Text));

    /// <summary>A body of JSON that looks like an example.</summary>
    public EndpointDescription Takes(string meaning, string example) =>
        Take(new ApiContent(meaning, "application/json", example, null));

    /// <summary>A body of other types than JSON.</summary>
    public EndpointDescription TakesAny(string meaning, string contentTypes) =>
        Take(new ApiContent(meaning, contentTypes, Example: null, Shape: null));

    /// <summary>A body that is written from a type.</summary>
    public EndpointDescription Takes<T>(string meaning, JsonSerializerOptions options) =>
        Take(new ApiContent(meaning, "application/json", Example: null, new ApiShape(typeof(T), options)));

    /// <summary>An answer without a body.</summary>
    public EndpointDescription Gives(int status, string meaning) =>
        Give(new ApiAnswer(status, new(meaning, "", null, null)));

    /// <summary>An answer of JSON that looks like an example.</summary>
    public EndpointDescription Gives(int status, string meaning, string example) =>
        Give(new ApiAnswer(status, new(meaning, "application/json", example, null)));

    /// <summary>An answer of other types than JSON.</summary>
    public EndpointDescription GivesAny(int status, string meaning, string contentTypes) =>
        Give(new ApiAnswer(status, new(meaning, contentTypes, Example: null, Shape: null)));

    /// <summary>An answer that is written from a type.</summary>
    public EndpointDescription Gives<T>(int status, string meaning, JsonSerializerOptions options) =>
        Give(new ApiAnswer(status, new(meaning, "application/json", Example: null, new ApiShape(typeof(T), options))));

    /// <summary>A problem of its own.</summary>
    /// <param name="status">The status.</param>
    /// <param name="slug">The last part of the problem's type, which docs/problems.md explains.</param>
    public EndpointDescription Refuses(int status, string slug)
    {
        _problems.Add((status, slug));
        return this;
    }

    private EndpointDescription Read(ApiParameter parameter)
    {
        _parameters.Add(parameter);
        return this;
    }

    private EndpointDescription Give(ApiAnswer answer)
    {
        _answers.Add(answer);
        return this;
    }

    private EndpointDescription Take(ApiContent body)
    {
        Body = body;
        return this;
    }
}

/// <summary>What the values of a parameter are.</summary>
public enum ApiType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Text, and the parameter may be there several times.</summary>
    Texts,
}

/// <summary>Something that an endpoint reads beside its body.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Type">What its values are.</param>
public sealed record ApiParameter(string In, string Name, string Meaning, ApiType Type);

/// <summary>An answer when all is well.</summary>
/// <param name="Status">The status.</param>
/// <param name="Content">What it holds.</param>
public sealed record ApiAnswer(int Status, ApiContent Content);

/// <summary>What a body holds.</summary>
/// <param name="Meaning">What it is, in a sentence.</param>
/// <param name="ContentTypes">Its media types, with commas between them; empty when there is no body.</param>
/// <param name="Example">JSON that it looks like; null where there is a shape, or it is no JSON.</param>
/// <param name="Shape">What it is written from; null where there is an example, or it is no JSON.</param>
public sealed record ApiContent(string Meaning, string ContentTypes, string? Example, ApiShape? Shape);

/// <summary>A type, and how it is written.</summary>
/// <param name="Type">The type.</param>
/// <param name="Options">How it is written.</param>
public sealed record ApiShape(Type Type, JsonSerializerOptions Options);
