namespace Monolith.Platform.Engine.Library;

/// <summary>What the engine's parser says about a text.</summary>
/// <param name="Statements">How many there are; 0 when it does not parse.</param>
/// <param name="Class">What the most restricted of them does.</param>
internal readonly record struct StatementAnalysis(int Statements, StatementClass Class);

/// <summary>What a statement does; the numbers are the library's.</summary>
internal enum StatementClass
{
    /// <summary>SELECT, SHOW, DESCRIBE, EXPLAIN and the like.</summary>
    Read = 0,

    /// <summary>Changes a database.</summary>
    Write = 1,

    /// <summary>Changes what is not inside a database, such as functions and named collections.</summary>
    GlobalWrite = 2,

    /// <summary>USE, SET, SYSTEM, BACKUP, KILL, and statements that write outside the engine, such as INTO OUTFILE.</summary>
    Control = 3,

    /// <summary>Did not parse.</summary>
    Unknown = 4,
}
