namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>What NCCL's errors are called.</summary>
internal static class NcclErrors
{
    /// <summary>The name in NCCL's documents, for example <c>ncclRemoteError</c>.</summary>
    internal static string Name(NcclResult result) => Enum.IsDefined(result) ? $"nccl{result}" : $"NCCL result {(int)result}";

    /// <summary>Name, NCCL's own words, and what it has logged last, if anything.</summary>
    internal static string Describe(NcclFunctions functions, NcclResult result, nint communicator)
    {
        string detail = functions.GetLastError(communicator).ReplaceLineEndings(" ").Trim();
        return $"{Name(result)}, {functions.GetErrorString(result)}{(detail.Length > 0 ? $": {detail}" : "")}";
    }
}
