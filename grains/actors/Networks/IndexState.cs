using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Cdarts.Grains.Networks;

/// <summary>Rules for records that are an index of the newest checkpoint.</summary>
internal static partial class IndexState
{
    /// <summary>Refuses commands of an older generation.</summary>
    /// <exception cref="StaleGenerationException">A later generation has begun.</exception>
    public static void RefuseOlder(long commanded, long current)
    {
        if (commanded < current)
        {
            throw new StaleGenerationException(commanded, current);
        }
    }

    /// <summary>Writes the record; a storage that fails is logged and does not stop a training, since the record can be rebuilt.</summary>
    /// <exception cref="InconsistentStateException">Another activation wrote first.</exception>
    public static async Task WriteIndexAsync<T>(this IPersistentState<T> state, T record, ILogger logger)
    {
        state.State = record;
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            NotWritten(logger, typeof(T).Name, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A {Record} was not written; it will be rebuilt from the newest checkpoint")]
    private static partial void NotWritten(ILogger logger, string record, Exception exception);
}
