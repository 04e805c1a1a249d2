using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monolith.Healing.Kubernetes.Connection;

/// <summary>Reads certificates as Kubernetes keeps them: PEM, in files or as Base64.</summary>
internal static class Certificates
{
    /// <summary>The certificates of a PEM file.</summary>
    public static X509Certificate2Collection OfFile(string path) => OfPem(File.ReadAllText(path), path);

    /// <summary>The certificates of a PEM text.</summary>
    /// <exception cref="FormatException">There are none.</exception>
    public static X509Certificate2Collection OfPem(string pem, string where)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new FormatException($"{where} holds no certificates: {error.Message}", error);
        }

        return certificates.Count > 0 ? certificates : throw new FormatException($"{where} holds no certificates.");
    }

    /// <summary>A certificate and its key.</summary>
    /// <exception cref="FormatException">They are none, or do not belong together.</exception>
    public static X509Certificate2 WithKey(string certificate, string key, string where)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new FormatException(
                $"{where}: client certificate and key do not go together: {error.Message}",
                error
            );
        }
    }

    /// <summary>Text that was written as Base64.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Decode(string base64, string where)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException error)
        {
            throw new FormatException($"{where} is not Base64.", error);
        }
    }
}
