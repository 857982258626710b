// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_FRAME_CHANNEL_H
#define MQTT_KEY_FRAME_CHANNEL_H

#include "mqtt-key-server-records.h"

namespace ns3::mqtt
{

/// One end of what a node and the key server say to each other: makes frames and takes them in, by
/// the TPM. All functions belong into the work of PartyHost::UseUnit().
///
/// Sound: each side counts its frames, and takes none that was counted before. The upper half of a
/// counter is the number of times that the key server has started, which a node learns when it
/// registers; so a key server that has started anew need not know what it took before. Of the lower
/// half of a node's counter, the first 12 bits are the number of the node's own starts.
class KeyFrameChannel
{
  public:
    /// A frame that is authentic and fresh.
    struct Opened
    {
        KeyFrame frame;               ///< what is in clear
        std::vector<Tpm::Part> parts; ///< fields, and a list last as one part
        Bytes nonce;                  ///< sound, if the frame has one

        /// @param index of a part that is no key
        /// @return its octets
        const Bytes& Get(std::size_t index) const
        {
            return std::get<Bytes>(parts[index]);
        }
    };

    /// @param tpm of the party that this end belongs to
    /// @param keys shared with the other end
    /// @param format how frames look
    /// @param boots of the key server, at its end; 0 at a node's
    KeyFrameChannel(std::shared_ptr<Tpm> tpm,
                    KeyPairHandles keys,
                    KeyFrameFormat format,
                    std::uint32_t boots);

    /// @param frame what is in clear; gets counter, IV and nonce
    /// @param fields of E{...}
    /// @param nonce that the frame carries in the sound form
    /// @param list behind them
    /// @return the frame; none if a key of it is gone
    std::optional<Bytes> Seal(KeyFrame frame,
                              std::vector<Tpm::Part> fields,
                              ByteView nonce,
                              const std::vector<Tpm::Part>& list = {});

    /// @param octets from a peer
    /// @return the frame, unless anything is wrong with it
    std::optional<Opened> Open(const Bytes& octets);

    /// A node has registered with the key server: counts on from where that one expects it.
    /// @param counter of the key server's answer
    void Synchronise(std::uint64_t counter);

    /// @param iv of the next frame instead of a random one, as printed
    void SetNextIv(Bytes iv)
    {
        m_nextIv = std::move(iv);
    }

    /// @return keys shared with the other end
    const KeyPairHandles& GetKeys() const
    {
        return m_keys;
    }

  private:
    /// @param view an authentic frame
    /// @return whether it was not taken before; it is from now on
    bool TakeCounter(const KeyFrameView& view);

    std::shared_ptr<Tpm> m_tpm; ///< chip
    KeyPairHandles m_keys;      ///< shared with the other end
    KeyFrameFormat m_format;    ///< how frames look
    std::uint64_t m_sent;       ///< counter of the last frame made
    std::uint64_t m_received;   ///< counter of the last frame taken
    Bytes m_nextIv;             ///< as printed, of the first frame; empty for a random one
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_FRAME_CHANNEL_H */
