// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_PROBE_H
#define MQTT_SETUP_PROBE_H

#include "ns3/mqtt-ledger.h"
#include "ns3/mqtt-openssl.h"
#include "ns3/mqtt-scheme-agent.h"
#include "ns3/nstime.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3::mqtt
{

/// A packet of MQTT, or a message of TLS.
struct SetupItem
{
    bool isTls{false};      ///< a message of TLS
    std::string name;       ///< CONNECT, ClientHello and so on
    bool sent{false};       ///< by the client
    std::size_t octets{0};  ///< all of it as encoded; in TLS with its header, but not a record's
    std::size_t trailer{0}; ///< octets of a scheme behind what MQTT knows
};

/// @param items of a set-up, in order
/// @return how often the client had to wait for the broker: once for TCP, and for every answer; a
///         ticket of TLS is nothing that anybody waits for
std::size_t CountRoundTrips(const std::vector<SetupItem>& items);

/// How often an operation was done.
struct SetupWork
{
    std::uint64_t count{0};    ///< times
    std::uint64_t bytes{0};    ///< octets that went through it
    std::int64_t chargedNs{0}; ///< processor time
};

/// Operations by name.
using SetupWorkTable = std::map<std::string, SetupWork>;

/// @param after an account
/// @param before the same account at an earlier moment
/// @return what has come to it meanwhile, whatever the phase
SetupWorkTable Subtract(const SetupWorkTable& after, const SetupWorkTable& before);

/// @param ledger an account
/// @return its operations, whatever the phase
SetupWorkTable Summarise(const Ledger& ledger);

/// Steps of a client's set-up, to which its work is put down.
namespace setup_step
{
inline const std::string REQUEST{"request"};           ///< all up to the sending of CONNECT
inline const std::string CERTIFICATE{"certificate"};   ///< what CONNACK brought
inline const std::string CONFIRMATION{"confirmation"}; ///< what goes with SUBSCRIBE
inline const std::string GROUP_KEY{"group-key"};       ///< what SUBACK brought
inline const std::string HANDSHAKE{"handshake"};       ///< of TLS
inline const std::string RECORDS{"records"};           ///< of TLS, after the handshake
inline const std::string LATER{"later"};               ///< any other packet, timer or channel
} // namespace setup_step

/// Hears what one client sends, receives and does, from between the client and its agent.
class SetupProbe
{
  public:
    /// While it lives, the client's work is put down to a step.
    class Step
    {
      public:
        /// @param probe of the client
        /// @param step name of the step
        Step(SetupProbe& probe, const std::string& step);
        ~Step();
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

      private:
        SetupProbe& m_probe;  ///< of the client
        std::string m_before; ///< the step before
    };

    /// @param ledger account of the client
    void SetLedger(std::shared_ptr<const Ledger> ledger);

    /// @param hear called whenever the client wants a connection
    void SetConnectionWanted(std::function<void()> hear)
    {
        m_wanted = std::move(hear);
    }

    /// The client wants a connection.
    void ConnectionWanted() const;

    /// Forgets everything so far.
    void Forget();

    /// @param packet as it goes over the connection
    /// @param sent by the client
    void Note(const ControlPacket& packet, bool sent);

    /// @param ssl the client's end of a connection; nothing happens without
    void Watch(SSL* ssl);

    /// @return all that was sent and received, in order
    const std::vector<SetupItem>& GetItems() const
    {
        return m_items;
    }

    /// @return records that carried the messages of TLS
    std::size_t GetNRecords() const
    {
        return m_nRecords;
    }

    /// @return their octets, headers included
    std::size_t GetRecordOctets() const
    {
        return m_recordOctets;
    }

    /// @return octets of the broker's own certificate in DER; 0 if none was shown
    std::size_t GetCertificateOctets() const
    {
        return m_certificateOctets;
    }

    /// @return work by step
    const std::map<std::string, SetupWorkTable>& GetSteps() const
    {
        return m_steps;
    }

  private:
    /// Puts what the ledger has got since the last time down to the step of the moment.
    void Account();

    /// Hears of every record and message of TLS; called by OpenSSL.
    static void Hear(int sent,
                     int version,
                     int type,
                     const void* data,
                     size_t size,
                     SSL* ssl,
                     void* probe);

    /// @param octets of a record whose content is not known yet
    /// @param established whether it follows the handshake
    void NoteRecord(std::size_t octets, bool established);

    std::shared_ptr<const Ledger> m_ledger;        ///< account of the client
    std::function<void()> m_wanted;                ///< hears of connections; may be empty
    std::string m_step;                            ///< the step of the moment; may be empty
    SetupWorkTable m_seen;                         ///< the ledger when last looked at
    std::map<std::string, SetupWorkTable> m_steps; ///< work by step
    std::vector<SetupItem> m_items;                ///< sent and received
    std::size_t m_nRecords{0};                     ///< that carried messages
    std::size_t m_recordOctets{0};                 ///< of them
    std::size_t m_certificateOctets{0};            ///< of the broker's own
    std::size_t m_pending{0}; ///< octets of a record that holds a message or data of MQTT
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_PROBE_H */
