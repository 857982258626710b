// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_PAPER_H
#define MQTT_SETUP_PAPER_H

#include "ns3/mqtt-csv-file.h"

#include <map>

namespace ns3::mqtt
{

/// A row of Tables 1 to 4: a field that the paper's scheme adds to a packet.
struct PaperField
{
    std::string packet; ///< CONNECT, CONNACK, SUBSCRIBE or SUBACK
    std::string field;  ///< the paper's name of it
    double octets{};    ///< its size
};

/// A row of Table 5: a message of TLS.
struct PaperMessage
{
    std::string name; ///< the paper's name of it
    double least{};   ///< octets
    double most{};    ///< octets
};

/// A row of Table 6: computation of a client, with the operations that the text counts.
struct PaperComputation
{
    double milliseconds{};         ///< on a Raspberry Pi 3B
    double pointMultiplications{}; ///< PM
    double pointAdditions{};       ///< PA
    double hashes{};               ///< H
    double ciphers{};              ///< AES
};

/// Names of the rows of Table 6.
namespace paper_row
{
inline const std::string CERTIFICATE = "certificate";   ///< certificate reception
inline const std::string CONFIRMATION = "confirmation"; ///< verification
inline const std::string TLS = "tls";                   ///< handshake of TLS
} // namespace paper_row

/// The figures of the paper on ECQV group keys, as they stand there. They lie in the folder
/// "papers" beside the device profiles.
class SetupPaper
{
  public:
    /// @return the figures; or an error that names file and line, or what is missing
    static Result<SetupPaper> Load();

    /// @return Tables 1 to 4, row by row
    const std::vector<PaperField>& GetFields() const
    {
        return m_fields;
    }

    /// @return Table 5, row by row
    const std::vector<PaperMessage>& GetMessages() const
    {
        return m_messages;
    }

    /// @param row of paper_row
    /// @return that row of Table 6
    const PaperComputation& GetComputation(const std::string& row) const;

    /// @param claim first column of ecqv-text.csv
    /// @return what the text says
    double GetClaim(const std::string& claim) const;

    /// @param packet CONNECT, CONNACK, SUBSCRIBE or SUBACK; empty for all
    /// @return what the tables add up to, octets
    double GetSum(const std::string& packet = "") const;

    /// @return what Table 6 adds up to for the scheme, ms
    double GetSchemeMs() const;

    /// Compares what the paper says in one place with what it says in another.
    /// @return a line for each figure that others do not bear out
    std::vector<std::string> ListErrata() const;

  private:
    /// @return what is missing; nothing if all is there
    std::optional<Error> CheckWhole() const;

    /// @param lines get what Tables 1 to 4 and the text say of octets
    void CheckOctets(std::vector<std::string>& lines) const;

    /// @param lines get what Table 5 and the text say of TLS
    void CheckTls(std::vector<std::string>& lines) const;

    /// @param lines get what Table 6, abstract and text say of computation
    void CheckComputation(std::vector<std::string>& lines) const;

    std::vector<PaperField> m_fields;                       ///< Tables 1 to 4
    std::vector<PaperMessage> m_messages;                   ///< Table 5
    std::map<std::string, PaperComputation> m_computations; ///< Table 6
    std::map<std::string, double> m_claims;                 ///< text
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_PAPER_H */
